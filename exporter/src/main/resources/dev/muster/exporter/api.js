'use strict';

const make = (tag, text, kind) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
};

const add = (parent, ...children) => {
  parent.append(...children);
  return parent;
};

/** What a reference means. */
const resolve = (doc, node) =>
  node && node.$ref
    ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], doc)
    : node;

const typeOf = (doc, schema) => {
  const types = [].concat(schema.type ?? 'object');
  const names = types.map(type =>
    type === 'array' ? 'list of ' + typeOf(doc, resolve(doc, schema.items ?? {})) : type);
  return names.join(' or ');
};

/** A row for each member, those of objects and of lists of objects below it. */
const members = (doc, schema, table, level) => {
  for (const [name, given] of Object.entries(schema.properties ?? {})) {
    const member = resolve(doc, given);
    const head = make('th', undefined, 'level' + Math.min(level, 3));
    head.append(make('code', name));
    table.append(add(make('tr'), head,
      make('td', typeOf(doc, member), 'type'), make('td', member.description ?? '')));
    members(doc, member, table, level + 1);
    if (member.items) members(doc, resolve(doc, member.items), table, level + 1);
  }
};

const parameters = (doc, operation, article) => {
  const given = (operation.parameters ?? []).map(each => resolve(doc, each));
  if (given.length === 0) return;
  const table = make('table');
  for (const each of given) {
    table.append(add(make('tr'), add(make('th'), make('code', each.name)),
      make('td', each.in, 'type'), make('td', each.description ?? '')));
  }
  article.append(make('h3', 'Parameters'), table);
};

const answers = (doc, operation, article) => {
  const table = make('table');
  for (const [status, given] of Object.entries(operation.responses)) {
    const answer = resolve(doc, given);
    const types = Object.keys(answer.content ?? {}).map(type => type.split(';')[0]);
    table.append(add(make('tr'), make('th', status, 's' + status[0]),
      make('td', [...new Set(types)].join(', '), 'type'), make('td', answer.description)));
  }
  article.append(make('h3', 'Answers'), table);
  const json = resolve(doc, operation.responses['200']).content?.['application/json'];
  const schema = json && resolve(doc, json.schema);
  if (schema?.properties) {
    const fields = make('table');
    members(doc, schema, fields, 0);
    const details = add(make('details'), make('summary', 'What the object has'), fields);
    details.open = true;
    article.append(details);
  }
};

const show = doc => {
  document.getElementById('about').prepend(doc.info.title + ' ' + doc.info.version + '. ');
  const main = document.getElementById('paths');
  for (const [path, item] of Object.entries(doc.paths)) {
    const operation = item.get;
    const link = make('a', path);
    link.href = path;
    const article = make('article');
    article.append(add(make('h2'), make('code', 'GET', 'method'), add(make('code'), link)),
      make('p', operation.description ?? operation.summary));
    parameters(doc, operation, article);
    answers(doc, operation, article);
    main.append(article);
  }
};

const fail = reason =>
  document.getElementById('paths').append(
    make('p', 'openapi.json could not be shown: ' + reason.message, 'error'));

fetch('/api/v1/openapi.json')
  .then(answer => {
    if (!answer.ok) throw new Error('status ' + answer.status);
    return answer.json();
  })
  .then(show)
  .catch(fail);
