import type { JsonSchema, Option, OptionTree } from '../../core/index.ts';
import { serverSettings } from './server-settings.ts';
import { fileName, isOption } from './setting.ts';
import { NAME_RULE, SETTING_RULES } from './setting-rules.ts';
import type { SettingRule } from './setting-rule.ts';

/** The JSON Schema (2020-12) of a settings file, for editors. What only the server can judge stands in the descriptions. */
export function settingsJsonSchema(tree: OptionTree = serverSettings): JsonSchema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Settings of ringscope', ...groupSchema(tree, '') };
}

function groupSchema(tree: OptionTree, prefix: string): JsonSchema {
  const properties = Object.entries(tree).map(([key, node]) => {
    const name = `${prefix}${fileName(key)}`;
    // A group whose settings are all commented out is empty.
    return [fileName(key), isOption(node) ? optionSchema(name, node) : { ...groupSchema(node, `${name}.`), type: ['object', 'null'] }];
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function optionSchema(name: string, option: Option<unknown>): JsonSchema {
  const { help, initial } = option;
  const rule = SETTING_RULES.get(name);
  const description = rule === undefined ? help : `${help} Expected: ${rule.expected}.`;
  return { description, ...kindSchema(name, option), ...(initial === undefined ? {} : { default: initial }) };
}

/** In places for text a number is taken as it is written. */
const TEXT: JsonSchema = { type: ['string', 'number'], minLength: 1 };
const NETWORKS: JsonSchema = { type: 'array', items: { type: 'string', minLength: 1 } };

function kindSchema(name: string, { kind, values, fields, key }: Option<unknown>): JsonSchema {
  switch (kind) {
    case 'port':
      return { type: 'integer', minimum: 0, maximum: 65_535 };
    case 'bytes':
      return { type: 'integer', minimum: 0 };
    case 'number':
    case 'seconds':
      return { type: 'number', minimum: 0 };
    case 'flag':
      return { type: 'boolean' };
    case 'oneOf':
      return { enum: values };
    case 'text':
    case 'path':
    case 'secretFile':
      return TEXT;
    case 'list':
      return { type: 'array', items: TEXT, ...maxItems(SETTING_RULES.get(name)) };
    case 'cidrs':
      return NETWORKS;
    case 'named':
      return { type: 'object', propertyNames: { description: `Expected: ${NAME_RULE.expected}.` }, additionalProperties: NETWORKS };
    case 'records':
      return { type: 'array', items: key === undefined ? groupSchema(fields ?? {}, `${name}.`) : keyedSchema(name, key, fields ?? {}) };
  }
}

function maxItems(rule: SettingRule | undefined): JsonSchema {
  return rule?.most === undefined ? {} : { maxItems: rule.most };
}

/** A group, or the text of its key alone. */
function keyedSchema(name: string, key: string, fields: OptionTree): JsonSchema {
  const group = groupSchema(fields, `${name}.`);
  const node = fields[key];
  const text = node !== undefined && isOption(node) ? kindSchema(`${name}.${fileName(key)}`, node) : TEXT;
  return { anyOf: [text, { ...group, required: [fileName(key)] }] };
}
