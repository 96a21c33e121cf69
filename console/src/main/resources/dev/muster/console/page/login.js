// Log-in, the way back to a forgotten password, and what an invitation leads to.
import * as api from './api.js';
import {h, put, field, dialog, notify, setText} from './dom.js';

const SHORTEST = 10;

export function showLogin(host, place, said, entered) {
  const forms = {reset: () => setPassword(place, false), invite: () => setPassword(place, true), forgot};
  const form = (forms[place.view] ?? (() => logIn(said, entered)))();
  put(
    host,
    h(
      'main',
      {class: 'login', id: 'main'},
      h('div', {class: 'brand'}, h('b', null, 'Muster')),
      form,
    ),
    h('div', {id: 'notes', 'aria-live': 'polite'}),
  );
  document.title = 'Log in · Muster';
  host.querySelector('input')?.focus();
}

const input = (props) => h('input', {required: true, ...props});

/** A form with one button, one line of trouble and what it does. */
function card(title, fields, act, text, more) {
  const trouble = h('p', {class: 'trouble', role: 'alert'});
  const ok = h('button', {type: 'submit', class: 'primary'}, text);
  const form = h('form', {class: 'card'}, h('h1', null, title), fields, trouble, ok, more);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    setText(trouble, '');
    ok.disabled = true;
    try {
      await act(form);
    } catch (failure) {
      setText(trouble, failure.message);
      form.querySelector('input[type=password]')?.select();
    } finally {
      ok.disabled = false;
    }
  });
  return form;
}

function logIn(said, entered) {
  const name = input({name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false'});
  const password = input({name: 'password', type: 'password', autocomplete: 'current-password'});
  return card(
    'Log in',
    [said && h('p', {class: 'hint', role: 'status'}, said), field('Name', name), field('Password', password)],
    async () =>
      entered(await api.post('session', {name: name.value.trim(), password: password.value}, {quiet: true})),
    'Log in',
    h('a', {href: '#/forgot'}, 'Forgot the password?'),
  );
}

function forgot() {
  const name = input({name: 'username', autocomplete: 'username', autocapitalize: 'none'});
  return card(
    'Forgot the password',
    [h('p', {class: 'hint'}, 'If there is such a user with a mail address, a link to set a new password is on its way.'), field('Name', name)],
    async (form) => {
      await api.post('password/reset-request', {name: name.value.trim()}, {quiet: true});
      put(form, h('h1', null, 'Look into your mail'), h('p', {role: 'status'}, 'The link in it holds for a short time and once.'), h('a', {href: '#/login'}, 'Back to the log-in'));
    },
    'Send the link',
    h('a', {href: '#/login'}, 'Back to the log-in'),
  );
}

function setPassword(place, invited) {
  const token = place.parts[0] ?? place.params.get('token') ?? '';
  const [one, two] = twoPasswords();
  return card(
    invited ? 'Welcome to Muster' : 'Set a new password',
    [field('New password', one, `At least ${SHORTEST} characters; a sentence is fine.`), field('The same again', two)],
    async (form) => {
      same(one, two);
      await api.post(invited ? 'invite/accept' : 'password/reset', {token, password: one.value}, {quiet: true});
      put(form, h('h1', null, 'Your password is set'), h('a', {class: 'primary', href: '#/login'}, 'Log in'));
    },
    'Set the password',
  );
}

function twoPasswords() {
  return [1, 2].map(() => input({type: 'password', autocomplete: 'new-password', minlength: SHORTEST}));
}

function same(one, two) {
  if (one.value !== two.value) {
    throw new Error('The two passwords differ; type the same one twice.');
  }
}

/** A dialog with which users change their own password. */
export async function changePassword(name) {
  const old = input({type: 'password', autocomplete: 'current-password'});
  const [one, two] = twoPasswords();
  const done = await dialog(
    'Change password',
    [field('Present password', old), field('New password', one, `At least ${SHORTEST} characters.`), field('The same again', two)],
    {
      act: 'Change',
      done: async () => {
        same(one, two);
        api.keepCsrf(await api.put(`users/${api.part(name)}/password`, {current: old.value, password: one.value}, {quiet: true}));
      },
    },
  );
  if (done) {
    notify('Your password is changed.');
  }
}
