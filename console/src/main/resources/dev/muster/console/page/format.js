// Numbers and times as people read them; times are in the viewer's zone.
const NONE = '–';
const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const DATE_TIME = new Intl.DateTimeFormat('sv-SE', {
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const CLOCK = new Intl.DateTimeFormat('sv-SE', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

const known = (value) => value !== null && value !== undefined && Number.isFinite(Number(value));

export function percent(value) {
  if (!known(value)) {
    return NONE;
  }
  return `${value < 10 && value > 0 ? Number(value).toFixed(1) : Math.round(value)} %`;
}

export function bytes(value) {
  if (!known(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  const step = Math.min(STEPS.length - 1, Math.max(0, Math.floor(Math.log2(size || 1) / 10)));
  const number = value / 1024 ** step;
  return `${step === 0 || Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3))} ${STEPS[step]}`;
}

/** The two largest parts of a duration, such as `3d 4h`. */
export function duration(seconds) {
  if (!known(seconds)) {
    return NONE;
  }
  let rest = Math.max(0, Math.round(seconds));
  const parts = [];
  for (const [size, unit] of [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (parts.length === 0 && size === 1)) {
      parts.push(`${count}${unit}`);
    } else if (parts.length > 0) {
      break;
    }
    if (parts.length === 2) {
      break;
    }
  }
  return parts.join(' ');
}

export function time(seconds) {
  return known(seconds) ? DATE_TIME.format(seconds * 1000) : NONE;
}

export function clock(seconds) {
  return known(seconds) ? CLOCK.format(seconds * 1000) : NONE;
}

/** A day's times without the day. */
export function shortTime(seconds, now) {
  if (!known(seconds)) {
    return NONE;
  }
  const text = time(seconds);
  return text.slice(0, 10) === time(now).slice(0, 10) ? text.slice(11) : text;
}

export function ago(seconds, now) {
  if (!known(seconds)) {
    return 'never';
  }
  const past = now - seconds;
  return past < 2 ? 'now' : `${duration(past)} ago`;
}

/** A value in a unit: percent, bytes, bytes/s, duration, hertz, celsius, ratio or a plain number. */
export function value(number, unit) {
  if (!known(number)) {
    return NONE;
  }
  switch (unit) {
    case 'percent':
      return percent(number);
    case 'bytes':
      return bytes(number);
    case 'bytes/s':
      return `${bytes(number)}/s`;
    case 'duration':
    case 'seconds':
      return duration(number);
    case 'hertz':
      return `${(number / 1e9).toFixed(2)} GHz`;
    case 'celsius':
      return `${Number(number).toFixed(0)} °C`;
    default:
      return plain(number);
  }
}

export function plain(number) {
  if (!known(number)) {
    return number === null || number === undefined ? NONE : String(number);
  }
  const size = Math.abs(number);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) {
    return Number(number).toExponential(2);
  }
  return Number(Number(number).toPrecision(size >= 1000 ? 7 : 4)).toLocaleString('en-GB', {maximumFractionDigits: 6});
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** The viewer's zone with its offset, such as `UTC+01:00`. */
export function zone(at = new Date()) {
  const minutes = -at.getTimezoneOffset();
  const pad = (number) => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

export const zoneName = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Seconds of a PromQL duration such as `1h30m`, or NaN. */
export function seconds(text) {
  const sizes = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000};
  const whole = /^(\d+(ms|[smhdwy]))+$/.test(text);
  if (!whole) {
    return NaN;
  }
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    sum += Number(number) * sizes[unit];
  }
  return sum;
}
