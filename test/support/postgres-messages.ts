/** Messages as PostgreSQL's servers send them, and worse. */

export function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

export const int16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
export const int32 = (value: number) =>
  Buffer.from([value >> 24, value >> 16, value >> 8, value].map((byte) => byte & 0xff));
export const text = (value: string) => Buffer.from(`${value}\0`);
export const all = (...parts: readonly Buffer[]) => Buffer.concat(parts);

export const READY = message('Z', Buffer.from('I'));
/** Lets anyone in. */
export const WELCOME = all(message('R', int32(0)), message('K', all(int32(7), int32(8))), READY);
