/* global uPlot -- loaded before it */
// The same answers of the server, drawn by hand: what the page is measured beside.

const ask = async (path) => (await fetch(path, { headers: { accept: 'application/json' } })).json();

function table(rows, columns) {
  const made = document.createElement('table');
  for (const row of rows) {
    const line = made.insertRow();
    for (const column of columns) line.insertCell().textContent = String(row[column] ?? '');
  }
  document.body.append(made);
}

function chart(times, lines) {
  const place = document.createElement('div');
  document.body.append(place);
  const series = [{}, ...lines.map((_, index) => ({ label: String(index), stroke: 'blue', points: { show: false } }))];
  return new uPlot(
    { width: 600, height: 180, cursor: { sync: { key: 'all' } }, legend: { show: false }, series },
    [times, ...lines],
    place,
  );
}

const DRAW = {
  async overview(paths) {
    const answers = await Promise.all(paths.map(ask));
    for (const answer of answers) {
      if (answer.steps !== undefined) {
        const times = answer.steps.map(({ start }) => start);
        const line = (name) => answer.steps.map((step) => step[name] ?? null);
        for (const names of [
          ['attempts', 'answered'],
          ['asr', 'ner'],
        ])
          chart(times, names.map(line));
      } else table(answer.values ?? answer.sources ?? answer.alerts ?? [answer.total ?? {}], ['value', 'attempts', 'name', 'asr']);
    }
  },
  async calls([path]) {
    const { calls } = await ask(path);
    table(calls, ['startedAt', 'outcome', 'cause', 'caller', 'callee', 'trunk', 'sipCode', 'talkSeconds']);
  },
  async ladder([path]) {
    const { calls } = await ask(path);
    table(calls[0].ladder.rows, ['offsetSeconds', 'src', 'dst', 'method', 'code']);
  },
};

const asked = JSON.parse(document.body.dataset.asked);
await DRAW[asked.draw](asked.paths);
document.body.dataset.isDone = 'true';
