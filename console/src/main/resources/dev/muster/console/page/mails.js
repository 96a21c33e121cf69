// Mails as they were, or will be, sent. Their HTML is shown in a frame that may do nothing.
import * as api from './api.js';
import {h, put, setText, state, notify} from './dom.js';
import {time} from './format.js';
import * as live from './live.js';
import {table, text} from './table.js';

const PAGE = 100;

/** One mail, at `#/mails/ID`; without a number the list. */
export async function show({parts}) {
  if (parts.length === 0) {
    location.replace('#/alerts/mails');
    return {title: 'Mails', element: h('section')};
  }
  const mail = await api.get(`mails/${api.part(parts[0])}`);
  const plain = h('pre', {class: 'mailtext', tabindex: '0', 'aria-label': 'Text of the mail'}, mail.text);
  const facts = [['To', mail.recipient], ['State', null], ['Written', time(mail.createdAt)], ['Sent', time(mail.sentAt)], mail.error && ['Trouble', mail.error]].filter(Boolean);
  return {
    title: mail.subject,
    element: h(
      'section',
      {class: 'mail'},
      h('div', {class: 'titlebar'}, h('a', {href: '#/alerts/mails', class: 'crumb'}, 'Mails'), h('h1', null, mail.subject)),
      h('div', {class: 'facts'}, h('dl', null, facts.map(([name, said]) => h('div', null, h('dt', null, name), h('dd', null, said ?? state(mail.state)))))),
      mail.hasHtml && h('iframe', {class: 'mailhtml', title: 'The mail as its reader sees it', sandbox: '', src: `${api.OWN}/mails/${api.part(parts[0])}/html`}),
      mail.hasHtml ? h('details', null, h('summary', null, 'Text part'), plain) : plain,
    ),
  };
}

export async function mailList() {
  const mails = [];
  let next = '';
  const list = table({
    caption: 'Mails',
    key: (mail) => String(mail.id),
    sort: ['createdAt', 'desc'],
    empty: 'No mail so far.',
    open: (mail) => (location.hash = `#/mails/${mail.id}`),
    columns: [
      {id: 'state', label: 'State', value: (mail) => mail.state, draw: (cell, mail) => put(cell, state(mail.state))},
      {
        id: 'subject',
        label: 'Subject',
        head: true,
        value: (mail) => mail.subject,
        draw: (cell, mail) => put(cell, h('a', {href: `#/mails/${encodeURIComponent(mail.id)}`}, mail.subject)),
      },
      text('recipient', 'To', (mail) => mail.receiver || mail.recipient),
      text('createdAt', 'Written', (mail) => mail.createdAt, {cls: 'num', first: 'desc', draw: (cell, mail) => setText(cell, time(mail.createdAt))}),
      text('sentAt', 'Sent', (mail) => mail.sentAt, {cls: 'num', first: 'desc', draw: (cell, mail) => setText(cell, time(mail.sentAt))}),
      text('error', 'Trouble', (mail) => mail.error ?? '', {cls: 'message'}),
    ],
  });
  const more = h('button', {type: 'button', hidden: true, onclick: () => load(next).catch((failure) => notify(failure.message, 'bad'))}, 'Older mails');
  const load = async (cursor = '') => {
    const page = await api.get('mails', {limit: PAGE, cursor});
    mails.push(...page.mails);
    next = page.next;
    more.hidden = !next;
    list.set(mails);
  };
  await load();
  const stop = live.on('mail', (changed) => {
    changed.forEach((mail) => {
      const index = mails.findIndex((one) => one.id === mail.id);
      index < 0 ? mails.unshift(mail) : (mails[index] = mail);
    });
    list.set(mails);
  });
  return {
    element: h('div', null, list.element, more),
    leave: () => {
      stop();
      list.end();
    },
  };
}
