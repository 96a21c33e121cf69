// Alerts as rows, for the view of alerts and that of a client.
import {h, put, setText, state} from './dom.js';
import {time, value} from './format.js';
import {table, text} from './table.js';

const ORDER = ['firing', 'pending', 'silenced', 'resolved'];

/** What is shown as an alert's state: muted ones are silenced, whatever mutes them. */
/** Offline is a state: its 1 and 0 say nothing to people. */
const measured = (alert, number) => (alert.type === 'offline' ? '–' : value(number, alert.unit));

export function shownState(alert) {
  return alert.state !== 'resolved' && alert.mutedBy ? 'silenced' : alert.state;
}

export const alertTitle = (alert) => alert.name || alert.type;

function drawState(cell, alert) {
  const words = `${shownState(alert)} ${alert.mutedBy} ${alert.acknowledgedBy}`;
  if (cell.dataset.words !== words) {
    cell.dataset.words = words;
    const muted = shownState(alert) === 'silenced';
    put(
      cell,
      state(shownState(alert), muted ? `${alert.state}, ${mutedWords(alert.mutedBy)}` : undefined),
      alert.acknowledgedBy && h('small', {class: 'reason'}, `acknowledged by ${alert.acknowledgedBy}`),
    );
  }
}

const MUTED = {silence: 'silenced', inhibition: 'inhibited', window: 'maintenance', hours: 'out of hours'};
export const mutedWords = (by) => MUTED[by] ?? String(by);

export function alertTable({withClient = true, open} = {}) {
  const when = (id, label) => text(id, label, (alert) => alert[id], {
    cls: 'num',
    first: 'desc',
    draw: (cell, alert) => setText(cell, time(alert[id])),
  });
  return table({
    caption: 'Alerts',
    key: (alert) => String(alert.id),
    sort: ['activeSince', 'desc'],
    open,
    empty: 'No alert.',
    rowState: shownState,
    columns: [
      {id: 'state', label: 'State', value: (alert) => ORDER.indexOf(shownState(alert)), draw: drawState},
      withClient && text('client', 'Client', (alert) => alert.client ?? ''),
      {
        id: 'name',
        label: 'Alert',
        head: true,
        value: alertTitle,
        draw: (cell, alert) => {
          const link = cell.firstChild ?? cell.appendChild(h('a', {href: `#/alerts/${encodeURIComponent(alert.id)}`}));
          setText(link, alertTitle(alert));
        },
      },
      {
        id: 'value',
        label: 'Value',
        cls: 'num',
        draw: (cell, alert) => setText(cell, measured(alert, alert.value)),
      },
      {id: 'limit', label: 'Limit', cls: 'num', draw: (cell, alert) => setText(cell, measured(alert, alert.limit))},
      text('sentence', 'What', (alert) => alert.sentence ?? '', {cls: 'message'}),
      when('activeSince', 'Since'),
      when('resolvedAt', 'Over'),
    ].filter(Boolean),
  });
}
