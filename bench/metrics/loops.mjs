import * as inputs from './inputs.mjs';

const { MASK } = inputs;

/**
 * The loop of each operation with its reads and without the operation. A cheap comparison or a sum keeps the reads from being optimised away.
 * It has the inputs as the contenders have them, in variables of a function: bindings of a module cost twice as much to read, which would be taken off what an update costs.
 */
export const loops = createLoops();

function createLoops() {
  const { directions, classes, trunks, hosts, series, values } = inputs;
  return {
    'bound counter': (count) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += series[i & MASK];
      return sum;
    },
    'two labels': (count) => {
      let missing = 0;
      for (let i = 0; i < count; i += 1) if (directions[i & MASK] === undefined || classes[i & MASK] === undefined) missing += 1;
      return missing;
    },
    'two positional labels': (count) => {
      let missing = 0;
      for (let i = 0; i < count; i += 1) if (directions[i & MASK] === undefined || classes[i & MASK] === undefined) missing += 1;
      return missing;
    },
    'two open labels': (count) => {
      let missing = 0;
      for (let i = 0; i < count; i += 1) if (trunks[i & MASK] === undefined || hosts[i & MASK] === undefined) missing += 1;
      return missing;
    },
    'bound histogram': (count) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += series[i & MASK] + values[i & MASK];
      return sum;
    },
    'bound native histogram': (count) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += series[i & MASK] + values[i & MASK];
      return sum;
    },
    'bound summary': (count) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) sum += series[i & MASK] + values[i & MASK];
      return sum;
    },
    'histogram two labels': (count) => {
      let sum = 0;
      for (let i = 0; i < count; i += 1) if (directions[i & MASK] !== undefined && classes[i & MASK] !== undefined) sum += values[i & MASK];
      return sum;
    },
  };
}
