/** The types of the API's answers for the page, from the OpenAPI document: the text of `web/api/types.generated.ts`. */
export function webTypes({ paths }) {
  const lines = [];
  for (const [path, operations] of Object.entries(paths)) {
    const get = operations.get?.responses[200].content['application/json'];
    if (get === undefined) continue;
    const query = operations.get.parameters.filter(({ in: where }) => where === 'query');
    const names = query.map(({ name, schema, required }) => `${property(name, required)}: ${typeOf(schema, 2)}`);
    lines.push(`  ${JSON.stringify(path)}: {`, `    query: { ${names.join('; ')} };`, `    answer: ${typeOf(get.schema, 2)};`, '  };');
  }
  return `/* Made by npm run generate from the OpenAPI document. */\n\n/** What each path of the API takes and answers. */\nexport interface Answers {\n${lines.join('\n')}\n}\n`;
}

function property(name, isRequired) {
  return `${/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name)}${isRequired ? '' : '?'}`;
}

function typeOf(schema, depth) {
  if (schema === undefined || schema === true) return 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const several = schema.oneOf ?? schema.anyOf;
  if (several !== undefined) return several.map((one) => typeOf(one, depth)).join(' | ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
      return schema.type;
    case 'array':
      return `readonly (${typeOf(schema.items, depth)})[]`;
    case 'object':
      return objectType(schema, depth);
    default:
      return 'unknown';
  }
}

function objectType({ properties, required = [], additionalProperties }, depth) {
  if (properties === undefined) return `{ readonly [name: string]: ${typeOf(additionalProperties, depth)} }`;
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(properties).map(
    ([name, one]) => `${indent}readonly ${property(name, required.includes(name))}: ${typeOf(one, depth + 1)};`,
  );
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}
