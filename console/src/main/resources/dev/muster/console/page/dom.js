// Makes elements. Text of others reaches the page through text nodes and attributes alone.
const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element; props are attributes, `class`, `on…` handlers, `style` and `dataset` objects. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** An SVG element. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2).toLowerCase(), value);
    } else if (name === 'style') {
      Object.entries(value).forEach(([key, one]) => element.style.setProperty(key, one));
    } else if (name === 'dataset') {
      Object.assign(element.dataset, value);
    } else if (name === 'value' || name === 'checked' || name === 'disabled') {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : link(name, value));
    }
  }
  append(element, children);
  return element;
}

/** Addresses may come from the data: only those of this page and of the web may be followed. */
function link(name, value) {
  const text = String(value);
  if (name !== 'href' && name !== 'src') {
    return text;
  }
  return /^(#|\.?\/|api\/|docs\b|https?:\/\/)/i.test(text) ? text : '#/';
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Puts other children in the place of those that are there. */
export function put(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Changes a text only where it differs, so that what did not change is not drawn anew. */
export function setText(element, text) {
  const wanted = text === null || text === undefined ? '' : String(text);
  if (element.textContent !== wanted) {
    element.textContent = wanted;
  }
}

const SHAPES = {
  up: ['circle', {cx: 5, cy: 5, r: 4, fill: 'currentColor'}],
  down: ['path', {d: 'M5 .8 9.6 9H.4Z', fill: 'currentColor'}],
  pending: ['path', {d: 'M5 .5 9.5 5 5 9.5.5 5Z', fill: 'currentColor'}],
  off: ['circle', {cx: 5, cy: 5, r: 3.4, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6}],
  silenced: ['path', {d: 'M1 4.1h8v1.8H1Z', fill: 'currentColor'}],
};

/** A small mark of a shape of its own for each state: colour is never the only sign. */
export function glyph(state) {
  const [tag, props] = SHAPES[state] ?? SHAPES.off;
  return s('svg', {viewBox: '0 0 10 10', class: 'glyph', 'aria-hidden': 'true'}, s(tag, props));
}

const STATES = {
  up: ['up', 'good'],
  ok: ['up', 'good'],
  resolved: ['up', 'good'],
  sent: ['up', 'good'],
  active: ['down', 'info'],
  down: ['down', 'bad'],
  firing: ['down', 'bad'],
  failed: ['down', 'bad'],
  error: ['down', 'bad'],
  critical: ['down', 'bad'],
  pending: ['pending', 'warn'],
  refused: ['down', 'bad'],
  queued: ['pending', 'warn'],
  warning: ['pending', 'warn'],
  silenced: ['silenced', 'mute'],
  acknowledged: ['up', 'info'],
};

/** A state in words with its mark. */
export function state(word, text) {
  const [shape, tone] = STATES[word] ?? ['off', 'mute'];
  return h('span', {class: `state ${tone}`}, glyph(shape), text ?? word);
}

/** One short message at the foot of the page; read out by screen readers. */
export function notify(text, tone = 'info') {
  const host = document.getElementById('notes');
  if (!host) {
    return;
  }
  const note = h(
    'div',
    {class: `note ${tone}`},
    h('span', null, text),
    h('button', {type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: () => note.remove()}, '×'),
  );
  put(host, note);
  if (tone !== 'bad') {
    setTimeout(() => note.remove(), 6000);
  }
}

/** A labelled field of a form. */
export function field(label, input, hint) {
  const id = input.id || `field-${(fields += 1)}`;
  input.id = id;
  if (hint) {
    input.setAttribute('aria-describedby', `${id}-hint`);
  }
  return h(
    'div',
    {class: 'field'},
    h('label', {for: id}, label),
    input,
    hint && h('small', {id: `${id}-hint`}, hint),
  );
}
let fields = 0;

/** A choice among few, as radio-like buttons. */
export function choice(label, options, chosen, pick) {
  const group = h('div', {class: 'choice', role: 'group', 'aria-label': label});
  const show = (value) =>
    [...group.children].forEach((one) =>
      one.setAttribute('aria-pressed', String(one.dataset.value === String(value))),
    );
  for (const [value, text] of options) {
    group.append(
      h(
        'button',
        {
          type: 'button',
          dataset: {value},
          onclick: () => {
            show(value);
            pick(value);
          },
        },
        text,
      ),
    );
  }
  show(chosen);
  group.choose = show;
  return group;
}

/** A drop-down of [value, text]. */
export function select(options, chosen, props) {
  return h(
    'select',
    props,
    options.map(([value, text]) => h('option', {value, selected: value === chosen}, text)),
  );
}

/** A modal dialog with a form; resolves to what `done` gave, or to null where it was closed. */
export function dialog(title, body, {act = 'Save', done, danger = false} = {}) {
  return new Promise((resolve) => {
    const trouble = h('p', {class: 'trouble', role: 'alert', hidden: true});
    const ok = h('button', {type: 'submit', class: danger ? 'danger' : 'primary'}, act);
    const form = h(
      'form',
      {method: 'dialog'},
      h('h2', {id: 'dialog-title'}, title),
      body,
      trouble,
      h(
        'div',
        {class: 'actions'},
        h('button', {type: 'button', onclick: () => box.close()}, done ? 'Cancel' : 'Close'),
        done && ok,
      ),
    );
    const box = h('dialog', {'aria-labelledby': 'dialog-title'}, form);
    let result = null;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!done) {
        return;
      }
      ok.disabled = true;
      try {
        result = (await done()) ?? true;
        box.close();
      } catch (failure) {
        trouble.hidden = false;
        setText(trouble, failure.message);
      } finally {
        ok.disabled = false;
      }
    });
    box.addEventListener('close', () => {
      box.remove();
      resolve(result);
    });
    document.body.append(box);
    box.showModal();
  });
}

/** Asks before something that cannot be undone. */
export function confirm(title, text, act, done) {
  return dialog(title, h('p', null, text), {act, done, danger: true});
}
