// The fleet's authority and all it issued: renewed before its time, or revoked for good.
import * as api from './api.js';
import {h, put, state, confirm, notify} from './dom.js';
import {time} from './format.js';
import {table, text} from './table.js';

const SOON_DAYS = 30;
const OWN = ['server', 'scraper', 'exporter'];
const STATES = {good: ['ok', 'good'], due: ['warning', 'is renewed soon'], replaced: ['off', 'replaced'], ended: ['failed', 'expired'], revoked: ['failed', 'revoked']};
const act = (label, run, props) => h('button', {type: 'button', onclick: () => Promise.resolve(run()).catch((failure) => notify(failure.message, 'bad')), ...props}, label);
const daysLeft = (one) => Math.floor((one.notAfter - api.now()) / 86400);
const counts = (one) => one.kind !== 'authority' && one.state !== 'revoked' && one.state !== 'ended';
const renewable = (one) => counts(one) && one.state !== 'replaced' && (one.kind === 'exporter' || OWN.includes(one.name));

export async function certificates() {
  const load = async () => grid.set((await api.get('certificates')).certificates);
  const grid = table({
    caption: 'Certificates',
    key: (one) => one.sha256,
    columns: [
      text('name', 'Name', (one) => one.name, {head: true}),
      text('kind', 'Kind', (one) => one.kind),
      {id: 'state', label: 'State', value: (one) => one.state, draw: (cell, one) => put(cell, shown(one))},
      text('notAfter', 'Good until', (one) => one.notAfter, {cls: 'num', draw: (cell, one) => put(cell, time(one.notAfter))}),
      {id: 'actions', label: 'Actions', hide: true, cls: 'actions', draw: (cell, one) => put(cell, actions(one, load))},
      text('serial', 'Serial number', (one) => one.serial, {cls: 'mono'}),
      text('sha256', 'SHA-256', (one) => one.sha256, {cls: 'mono message'}),
    ],
  });
  await load();
  const how = h('p', {class: 'hint'}, 'Import the authority’s certificate (ca/ca.pem in the data folder) where a browser should trust this page. A PC’s exporter gets its certificate from the same authority. Certificates are renewed by themselves at two thirds of their life.');
  return {element: h('div', null, how, grid.element), leave: () => grid.end()};
}

function shown(one) {
  const [mark, word] = STATES[one.state] ?? ['off', one.state];
  const days = daysLeft(one);
  const soon = (one.state === 'good' || one.state === 'due') && days < SOON_DAYS;
  return soon ? state('warning', `${days} ${days === 1 ? 'day' : 'days'} left`) : state(mark, word);
}

const actions = (one, load) => [
  renewable(one) && act('Renew', async () => {
    const next = await api.post(`certificates/${api.part(one.serial)}/renew`);
    notify(`The new certificate of ${next.name} is good until ${time(next.notAfter)}.`);
    await load();
  }, {'aria-label': `Renew the certificate of ${one.name}`}),
  counts(one) && act('Revoke…', () => confirm(`Revoke the certificate of ${one.name}`, `${stops(one)} This cannot be undone.`, 'Revoke', () => api.post(`certificates/${api.part(one.serial)}/revoke`)).then((done) => done && load()), {'aria-label': `Revoke the certificate of ${one.name}, ${one.state}…`}),
];

/** What comes to an end with a certificate. */
function stops(one) {
  if (one.state === 'replaced') {
    return `${one.name} has a newer one, so nothing should stop; whoever shows this older one is refused within seconds.`;
  }
  if (one.kind === 'exporter') {
    return `${one.name} is scraped no more, within seconds and on open connections too, until muster rollout or an enrolment gives its exporter another certificate. A connection on which it still shows an older one goes on until that is revoked too.`;
  }
  if (OWN.includes(one.name)) {
    return 'A new one takes its place within seconds; whoever shows this one is refused from then on.';
  }
  return `The program that has it, such as a Prometheus that took over, is refused by every exporter as soon as it has the list; then muster generate prometheus makes another.`;
}
