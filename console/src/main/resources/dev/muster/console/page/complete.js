// What may stand where the cursor is in a PromQL expression.
import * as api from './api.js';

const FUNCTIONS = (
  'abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp clamp_max clamp_min cos cosh ' +
  'count_over_time day_of_month day_of_week day_of_year days_in_month deg delta deriv double_exponential_smoothing exp floor ' +
  'histogram_quantile hour idelta increase irate label_join label_replace last_over_time ln log10 log2 mad_over_time max_over_time ' +
  'min_over_time minute month pi predict_linear present_over_time quantile_over_time rad rate resets round scalar sgn sin sinh sort ' +
  'sort_by_label sort_by_label_desc sort_desc sqrt stddev_over_time stdvar_over_time sum_over_time tan tanh time timestamp vector year'
).split(' ');
const AGGREGATIONS = 'avg bottomk count count_values group limitk limit_ratio max min quantile stddev stdvar sum topk'.split(' ');
const WORDS = 'and by bool group_left group_right ignoring offset on or unless without'.split(' ');
const DURATIONS = '1m 5m 15m 1h 6h 1d 7d'.split(' ');
const MOST = 60;

let metrics = null;
let help = null;
const labels = new Map();

const soft = (promise, otherwise) => promise.catch(() => otherwise);

function names() {
  metrics ??= soft(api.request('GET', `${api.PROMETHEUS}/label/__name__/values`, {params: {limit: 20000}}), []);
  return metrics;
}

function helps() {
  help ??= soft(api.request('GET', `${api.PROMETHEUS}/metadata`), {});
  return help;
}

function ask(path, match) {
  const key = `${path} ${match}`;
  if (!labels.has(key)) {
    labels.set(key, soft(api.request('GET', `${api.PROMETHEUS}/${path}`, {params: {limit: 1000, 'match[]': match}}), []));
  }
  return labels.get(key);
}

/** Forgets what was asked, so that new metrics are known. */
export function forget() {
  metrics = null;
  labels.clear();
}

/** Where the cursor is: in braces after a metric, in a label's value, in a window, or elsewhere. */
export function context(text, cursor) {
  const before = text.slice(0, cursor);
  const brace = inside(before, '{', '}');
  if (brace >= 0) {
    const metric = /([a-zA-Z_:][\w:]*)\s*$/.exec(before.slice(0, brace))?.[1] ?? '';
    const part = before.slice(brace + 1);
    const value = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"([^"]*)$/.exec(part);
    if (value) {
      return {kind: 'value', metric, label: value[1], word: value[2]};
    }
    return {kind: 'label', metric, word: /[\w]*$/.exec(part)[0]};
  }
  const window = /\[([^\]]*)$/.exec(before);
  if (window) {
    return {kind: 'window', word: window[1]};
  }
  const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)$/.exec(before);
  if (grouping) {
    return {kind: 'label', metric: '', word: /\w*$/.exec(grouping[1])[0]};
  }
  return {kind: 'name', word: /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? ''};
}

function inside(text, open, close) {
  let quoted = false;
  let found = -1;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (letter === '"' && text[index - 1] !== '\\') {
      quoted = !quoted;
    } else if (!quoted && letter === open) {
      found = index;
    } else if (!quoted && letter === close) {
      found = -1;
    }
  }
  return found;
}

const word = (kind) => (text) => ({text, insert: kind === 'function' ? `${text}(` : text, kind});

/** What fits: {text, insert, kind, help}, best first. */
export async function complete(text, cursor) {
  const here = context(text, cursor);
  const wanted = here.word.toLowerCase();
  const found = await candidates(here);
  const ranked = found
    .map((one) => ({...one, rank: rank(one.text.toLowerCase(), wanted)}))
    .filter((one) => one.rank >= 0 && one.text !== here.word)
    .sort((a, b) => a.rank - b.rank || a.text.length - b.text.length || a.text.localeCompare(b.text));
  return {from: cursor - here.word.length, options: ranked.slice(0, MOST)};
}

function rank(text, wanted) {
  if (text.startsWith(wanted)) {
    return 0;
  }
  return text.includes(wanted) ? 1 : wanted.length > 2 && wanted.split('_').every((part) => text.includes(part)) ? 2 : -1;
}

async function candidates(here) {
  const {kind, metric, label} = here;
  if (kind === 'window') {
    return DURATIONS.map((text) => ({text, insert: `${text}]`, kind: 'window'}));
  }
  if (kind === 'label') {
    const list = await ask('labels', metric || undefined);
    return list.filter((name) => name !== '__name__').map((text) => ({text, insert: text, kind: 'label'}));
  }
  if (kind === 'value') {
    return (await ask(`label/${api.part(label)}/values`, metric || undefined)).map((text) => ({text, insert: text, kind: 'value'}));
  }
  const [list, about] = await Promise.all([names(), helps()]);
  return [
    ...FUNCTIONS.map(word('function')),
    ...AGGREGATIONS.map(word('function')),
    ...WORDS.map(word('word')),
    ...list.map((text) => ({text, insert: text, kind: about[text]?.[0]?.type ?? 'metric', help: about[text]?.[0]?.help})),
  ];
}
