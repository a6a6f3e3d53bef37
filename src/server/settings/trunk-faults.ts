import { parseTrunkRule, trunkRuleKey, type TrunkRule } from './trunk-rule.ts';

/**
 * What is wrong with the entries of one trunk that are fine each by itself: the number of the entry, and the sentence. `owners` says which trunk has which networks
 * among those that are known by nothing else, and takes the ones of this trunk.
 */
export function trunkFaults(name: string, texts: readonly string[], owners: Map<string, string>): readonly (readonly [number, string])[] {
  const rules = texts.map(parseTrunkRule);
  const roles = rules.filter((rule) => rule?.kind === 'role');
  if (roles.length > 1) return [[rules.lastIndexOf(roles.at(-1)), 'expected one role']];
  if (roles.length > 0 && texts.length === roles.length)
    return [[0, 'expected something beside the role by which the trunk is known, such as a network']];
  // Networks that need a host or a number besides may be those of several.
  const signs = rules.flatMap(signKey).toSorted().join(' ');
  const faults: [number, string][] = [];
  for (const [index, rule] of rules.entries()) {
    if (rule?.kind !== 'network') continue;
    const key = `${trunkRuleKey(rule)} ${signs}`;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, name);
    else faults.push([index, `expected a network that no other name has; ${owner} has it`]);
  }
  return faults;
}

function signKey(rule: TrunkRule | undefined): readonly string[] {
  return rule?.kind === 'host' || rule?.kind === 'prefix' ? [trunkRuleKey(rule)] : [];
}
