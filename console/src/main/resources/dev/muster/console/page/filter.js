// What one types into the filter of the fleet: words, `key:word`, `key>number`, all of which must hold.
const NUMBERS = {
  cpu: (client) => client.cpuPercent,
  memory: (client) => client.memoryPercent,
  mem: (client) => client.memoryPercent,
  swap: (client) => client.swapPercent,
  disk: (client) => client.drive?.usedPercent,
  drive: (client) => client.drive?.usedPercent,
  uptime: (client) => (client.uptimeSeconds ?? NaN) / 86400,
  alerts: (client) => client.alerts?.firing ?? 0,
};

const TEXTS = {
  state: (client) => client.state,
  group: (client) => client.group,
  name: (client) => client.name,
  ip: (client) => client.ip,
  error: (client) => client.error,
};

const has = (text, word) => String(text ?? '').toLowerCase().includes(word);

function one(word) {
  const negative = word.startsWith('-') && word.length > 1;
  const test = plain(negative ? word.slice(1) : word);
  return negative ? (client) => !test(client) : test;
}

function plain(word) {
  const number = /^([a-z]+)(>=|<=|>|<)([\d.]+)%?$/.exec(word);
  if (number && NUMBERS[number[1]]) {
    const read = NUMBERS[number[1]];
    const bound = Number(number[3]);
    const compare = {'>': (a) => a > bound, '<': (a) => a < bound, '>=': (a) => a >= bound, '<=': (a) => a <= bound}[number[2]];
    return (client) => {
      const value = read(client);
      return value !== null && value !== undefined && compare(value);
    };
  }
  const text = /^([a-z_]\w*)[:=](.+)$/.exec(word);
  if (text) {
    const read = TEXTS[text[1]] ?? ((client) => client.labels?.[text[1]]);
    return (client) => has(read(client), text[2]);
  }
  return (client) =>
    has(client.name, word) || has(client.group, word) || has(client.ip, word) || has(client.error, word) || Object.values(client.labels ?? {}).some((value) => has(value, word));
}

/** A test of clients. */
export function filterOf(text) {
  const tests = text.toLowerCase().split(/\s+/).filter(Boolean).map(one);
  return (client) => tests.every((test) => test(client));
}
