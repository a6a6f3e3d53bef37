import { z } from 'zod';
import type { Option, OptionTree } from '../../core/index.ts';
import { parseCidr } from './cidr.ts';
import { fileName, isOption } from './setting.ts';
import { NAME_RULE, SETTING_RULES } from './setting-rules.ts';
import { trunkFaults } from './trunk-faults.ts';
import { parseTrunkRule, TRUNK_RULE_EXPECTED } from './trunk-rule.ts';

/** The schema of one layer of settings under the names that files use. Every setting may be absent; unknown names are refused. `prefix`: what the names of the rules begin with, `needed`: what may not be absent. */
export function settingsSchema(tree: OptionTree, prefix = '', needed?: string): z.ZodType {
  const shape = Object.entries(tree).map(([key, node]) => {
    const name = `${prefix}${fileName(key)}`;
    const schema = isOption(node) ? optionSchema(name, node) : settingsSchema(node, `${name}.`);
    return [fileName(key), key === needed ? schema : schema.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape), fail('a group of settings'));
}

function optionSchema(name: string, option: Option<unknown>): z.ZodType {
  const rule = SETTING_RULES.get(name);
  const element = rule === undefined ? text('a text') : text(rule.expected).refine(rule.holds, fail(rule.expected));
  switch (option.kind) {
    case 'list':
      return z.array(element, fail('a list')).max(rule?.most ?? Infinity, fail(`at most ${rule?.most} of them`));
    case 'cidrs':
      return z.array(
        rule === undefined ? cidr : cidr.refine(rule.holds, fail(rule.expected)),
        fail('a list of networks such as 10.0.0.0/8'),
      );
    case 'named':
      return named;
    case 'records':
      return recordsSchema(name, option);
    case 'text':
    case 'number':
    case 'port':
    case 'seconds':
    case 'bytes':
    case 'flag':
    case 'path':
    case 'secretFile':
    case 'oneOf': {
      const schema = scalarSchema(option, rule?.expected);
      return rule === undefined ? schema : schema.refine(rule.holds, fail(rule.expected));
    }
  }
}

function recordsSchema(name: string, { fields = {}, key }: Option<unknown>): z.ZodType {
  const records = z.array(settingsSchema(fields, `${name}.`, key), fail('a list of groups, in flags and variables as JSON'));
  if (key === undefined) return records;
  const keyName = fileName(key);
  return records.superRefine((values, context) => {
    const seen = new Map<unknown, number>();
    for (const [index, value] of values.entries()) {
      // Each passed the schema of a group.
      const own = (value as Readonly<Record<string, unknown>>)[keyName];
      const first = seen.get(own);
      if (first === undefined) seen.set(own, index);
      else context.addIssue({ code: 'custom', path: [index, keyName], message: `expected each at most once; ${name}[${first}] has it` });
    }
  });
}

function scalarSchema(option: Option<unknown>, expected: string | undefined): z.ZodType {
  switch (option.kind) {
    case 'port': {
      const port = fail('a port from 0 to 65535');
      return z.number(port).int(port).min(0, port).max(65_535, port);
    }
    case 'bytes': {
      const bytes = fail('a whole number of bytes, 0 or more');
      return z.number(bytes).int(bytes).min(0, bytes);
    }
    case 'seconds':
    case 'number': {
      const number = fail(expected ?? (option.kind === 'seconds' ? 'a number of seconds, 0 or more' : 'a number, 0 or more'));
      return z.number(number).min(0, number);
    }
    case 'flag':
      return z.boolean(fail('true or false'));
    case 'oneOf':
      return z.enum([...(option.values ?? [])], fail(`one of ${(option.values ?? []).join(', ')}`));
    case 'path':
    case 'secretFile':
      return text('the path of a file or folder');
    case 'text':
    case 'list':
    case 'cidrs':
    case 'named':
    case 'records':
      return text(expected ?? 'a text');
  }
}

const cidr = text('a network such as 10.0.0.0/8').refine((value) => parseCidr(value) !== undefined, fail('a network such as 10.0.0.0/8'));

const trunkRule = text(TRUNK_RULE_EXPECTED).refine((value) => parseTrunkRule(value) !== undefined, fail(TRUNK_RULE_EXPECTED));

/** Names with what they are known by. Two names known by the same are refused at the second one, since neither name would be the right one. */
const named = z
  .record(
    z.string().refine(NAME_RULE.holds, fail(NAME_RULE.expected)),
    z.array(trunkRule, fail('a list of networks such as 10.0.0.0/8')),
    fail('names with a list of networks each'),
  )
  .superRefine((value, context) => {
    const owners = new Map<string, string>();
    for (const [name, texts] of Object.entries(value)) {
      for (const [index, message] of trunkFaults(name, texts, owners)) context.addIssue({ code: 'custom', path: [name, index], message });
    }
  });

function text(expected: string): z.ZodString {
  return z.string(fail(expected)).min(1, fail(expected));
}

function fail(expected: string): { readonly error: string } {
  return { error: `expected ${expected}` };
}
