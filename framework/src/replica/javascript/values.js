// Values as `@musubi/client` shows them, made of JSON. What did not change stays the same object.

const STORE_ID = "__musubi_store_id__";
const ASYNC = "__musubi_async__";

/** What `json` says, and all of `last` that is equal in it. */
export function value(last, json) {
  return share(last, parse(json));
}

/** What `json` says of one member of an object. */
export function valueOfMember(last, json, name) {
  return share(last, member(parse(json), name));
}

/** A root store, whose JSON has no id. */
export function root(json) {
  return { [STORE_ID]: [], ...parse(json) };
}

/** An async stream: how far it is as JSON, and its items. */
export function asyncStream(last, json, items) {
  const { status, error } = parse(json);
  const isSame = last?.data === items && last.status === status && equal(last.error, error);
  return isSame ? last : { status, data: items, error };
}

/** A member of an object. */
export function member(object, name) {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** `next`, which began as `last`, with another member: a copy where it is `last` itself. */
export function withMember(last, next, name, value) {
  if (member(next, name) === value) return next;
  const copy = next === last ? { ...last } : next;
  if (value === undefined) delete copy[name];
  else set(copy, name, value);
  return copy;
}

/** An element of a list. */
export function row(list, index) {
  return list?.[index];
}

/** `next`, which began as `last`, with another element: a copy where it is `last` itself. */
export function withRow(last, next, index, value) {
  if (next[index] === value) return next;
  const copy = next === last ? last.slice() : next;
  copy[index] = value;
  return copy;
}

/** `next`, or `last` where it has the same elements. */
export function rows(last, next) {
  const isSame = last?.length === next.length && next.every((row, index) => row === last[index]);
  return isSame ? last : next;
}

/** A list after edits, each of which is three numbers. The rows at `places` are those of `json`. */
export function edited(last, edits, places, json) {
  const list = last.slice();
  for (let at = 0; at < edits.length; at += 3) {
    const [kind, from, to] = edits.subarray(at, at + 3);
    if (kind === 0) list.splice(from, 0, undefined);
    else if (kind === 1) list.splice(from, 1);
    else list.splice(to, 0, ...list.splice(from, 1));
  }
  for (const [index, read] of parse(json).entries()) {
    const place = places[index];
    list[place] = share(list[place] ?? last[place], read);
  }
  return rows(last, list);
}

function parse(json) {
  return json.includes(`"${ASYNC}"`) ? JSON.parse(json, withoutMarker) : JSON.parse(json);
}

/** An async value as application code reads it. */
function withoutMarker(_, value) {
  if (!isObject(value) || !Object.hasOwn(value, ASYNC)) return value;
  const { status, result, reason } = value;
  return { status, data: result, error: status === "failed" ? reason : null };
}

/** `next`, which nobody else has, with all of `last` that is equal in it; `last` where all is. */
function share(last, next) {
  if (!isObject(last) || !isObject(next)) return next;
  if (Array.isArray(next)) return Array.isArray(last) ? shareRows(last, next) : next;
  if (Array.isArray(last)) return next;
  const names = Object.keys(next);
  let isSame = names.length === Object.keys(last).length;
  for (const name of names) {
    const before = member(last, name);
    const shared = share(before, next[name]);
    set(next, name, shared);
    isSame &&= shared === before && Object.hasOwn(last, name);
  }
  return isSame ? last : next;
}

/** Rows go with those at the same place, from both ends. */
function shareRows(last, next) {
  const shift = last.length - next.length;
  const shorter = Math.min(last.length, next.length);
  let head = 0;
  while (head < shorter && equal(last[head], next[head])) head += 1;
  let tail = next.length;
  while (tail > head && tail + shift > head && equal(last[tail - 1 + shift], next[tail - 1]))
    tail -= 1;
  if (shift === 0 && head === next.length) return last;
  for (let index = 0; index < next.length; index += 1) {
    if (index < head) next[index] = last[index];
    else if (index < tail) next[index] = share(last[index], next[index]);
    else next[index] = last[index + shift];
  }
  return next;
}

function equal(left, right) {
  if (left === right) return true;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right))
    return false;
  const names = Object.keys(left);
  const has = (name) => Object.hasOwn(right, name) && equal(left[name], right[name]);
  return names.length === Object.keys(right).length && names.every(has);
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** Writes a member, whatever its name means to an object. */
function set(object, name, value) {
  if (name !== "__proto__") object[name] = value;
  else
    Object.defineProperty(object, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
}
