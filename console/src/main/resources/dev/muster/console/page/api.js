// Every request to the server. What fails is one sentence, an ApiError's message.
export const OWN = 'api/muster/v1';
export const PROMETHEUS = 'api/v1';
export const ALERTMANAGER = 'api/v2';

export class ApiError extends Error {
  constructor(message, status = 0, body = null) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

const session = {user: null, csrf: '', version: '', trouble: '', skew: 0};
const ROLES = ['viewer', 'operator', 'admin'];

export const user = () => session.user;
export const version = () => session.version;
export const trouble = () => session.trouble;

/** Whether the user's role is at least this one. */
export const may = (role) => ROLES.indexOf(session.user?.role) >= ROLES.indexOf(role);

/** Unix seconds by the server's clock. */
export const now = () => Date.now() / 1000 + session.skew;

export function keepSession(data) {
  session.user = data.user;
  session.csrf = data.csrf ?? '';
  session.version = data.version ?? '';
  session.trouble = data.trouble ?? '';
  if (data.now) {
    session.skew = data.now - Date.now() / 1000;
  }
}

/** A change of the password makes a new session, with a token of its own. */
export function keepCsrf(data) {
  session.csrf = data?.csrf ?? session.csrf;
}

export function forgetSession() {
  session.user = null;
  session.csrf = '';
}

/** Sends a request and gives its data. */
export async function request(method, path, {params, body, form, signal, quiet} = {}) {
  const answer = await send(method, address(path, params), body, form, signal);
  const json = await read(answer);
  if (answer.ok) {
    return json && json.status === 'success' && 'data' in json ? withNotes(json) : json;
  }
  if (answer.status === 401 && !quiet) {
    dispatchEvent(new CustomEvent('muster:login'));
  }
  throw new ApiError(sentence(answer, json), answer.status, json);
}

function withNotes(json) {
  const {data} = json;
  if (data && typeof data === 'object' && (json.infos || json.warnings)) {
    Object.defineProperty(data, 'notes', {value: [...(json.warnings ?? []), ...(json.infos ?? [])]});
  }
  return data;
}

function address(path, params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      [value].flat().forEach((one) => query.append(name, one));
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function send(method, target, body, form, signal) {
  const headers = {Accept: 'application/json'};
  let content;
  if (form) {
    content = new URLSearchParams(form);
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    content = JSON.stringify(body);
  }
  if (method !== 'GET' && session.csrf) {
    headers['X-CSRF-Token'] = session.csrf;
  }
  try {
    return await fetch(target, {method, headers, body: content, signal, credentials: 'same-origin', cache: 'no-store'});
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError('The server does not answer; is it running, and is the network up?');
  }
}

async function read(answer) {
  if (answer.status === 204 || !(answer.headers.get('Content-Type') ?? '').includes('json')) {
    return null;
  }
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function sentence(answer, json) {
  const said = typeof json === 'string' ? json : (json?.error ?? json?.message);
  if (said) {
    const text = String(said);
    return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
  }
  return `The server refused this with ${answer.status} ${answer.statusText}.`;
}

export const get = (path, params, options) => request('GET', `${OWN}/${path}`, {params, ...options});
export const post = (path, body, options) => request('POST', `${OWN}/${path}`, {body, ...options});
export const put = (path, body, options) => request('PUT', `${OWN}/${path}`, {body, ...options});
export const patch = (path, body) => request('PATCH', `${OWN}/${path}`, {body});
export const remove = (path) => request('DELETE', `${OWN}/${path}`);

/** PromQL over a range; the result is a matrix. */
export const range = (query, from, to, step, signal) =>
  request('POST', `${PROMETHEUS}/query_range`, {
    form: {query, start: from.toFixed(3), end: to.toFixed(3), step: String(step)},
    signal,
  });

/** PromQL at one moment. */
export const instant = (query, at, signal) =>
  request('POST', `${PROMETHEUS}/query`, {form: at ? {query, time: at.toFixed(3)} : {query}, signal});

/** The name as one part of a path. */
export const part = (name) => encodeURIComponent(name);

/** A value as a PromQL string. */
export const quote = (text) => JSON.stringify(String(text));
