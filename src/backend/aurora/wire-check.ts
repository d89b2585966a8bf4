/**
 * Whether what a server sends is PostgreSQL's protocol, version 3 (PostgreSQL's documentation,
 * "Message Formats"). The driver trusts every length in it: a wrong one makes it throw inside the
 * socket's handler, read beyond its message, or never end. Here each message is looked at as a whole
 * before the driver sees it, and answers have an end.
 */

/** A server, or what stands between, that does not speak PostgreSQL's protocol. */
export class ProtocolError extends Error {
  /** As Node names a broken protocol. */
  readonly code = 'EPROTO';

  constructor(what: string) {
    super(`The server broke PostgreSQL's protocol: ${what}`);
    this.name = 'ProtocolError';
  }
}

/** Longest message. PostgreSQL's own rows may be 1 GB; none of ours comes near. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Most of one answer, that is between two times that the server is ready. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** What the smallest message counts for: each becomes an object in memory. */
const LEAST_COST_BYTES = 128;
/** Type and length. */
const HEADER_BYTES = 5;
/** The length counts itself. */
const LENGTH_BYTES = 4;

/** Follows the bytes of one connection. */
export class WireCheck {
  /** Pieces of a message that is not whole yet. */
  #pieces: Buffer[] = [];
  #havingBytes = 0;
  /** Of the message under way with its header; 0: not known yet. */
  #wantedBytes = 0;
  #answerBytes = 0;

  /**
   * Takes the next bytes.
   *
   * @returns the messages that are whole now, in one piece; null where there is none
   * @throws ProtocolError for what no server of PostgreSQL sends
   */
  take(chunk: Buffer): Buffer | null {
    this.#pieces.push(chunk);
    this.#havingBytes += chunk.length;
    if (this.#havingBytes < Math.max(this.#wantedBytes, HEADER_BYTES)) {
      return null;
    }
    const bytes = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces, this.#havingBytes);
    const end = this.#wholeMessages(bytes);
    this.#havingBytes = bytes.length - end;
    this.#pieces = this.#havingBytes === 0 ? [] : [bytes.subarray(end)];
    return end === 0 ? null : bytes.subarray(0, end);
  }

  /** Where the last whole message ends. */
  #wholeMessages(bytes: Buffer): number {
    let offset = 0;
    this.#wantedBytes = 0;
    while (offset + HEADER_BYTES <= bytes.length) {
      const type = String.fromCharCode(bytes.readUInt8(offset));
      const length = bytes.readUInt32BE(offset + 1);
      const isWellFormed = FORMATS[type];
      if (isWellFormed === undefined) {
        throw new ProtocolError(`it sent a message of the unknown type ${JSON.stringify(type)}.`);
      }
      if (length < LENGTH_BYTES || length > MAX_MESSAGE_BYTES) {
        throw new ProtocolError(`it announced a message of ${length} bytes.`);
      }
      const end = offset + 1 + length;
      if (end > bytes.length) {
        this.#wantedBytes = end - offset;
        break;
      }
      if (!isWellFormed(new Body(bytes, offset + HEADER_BYTES, end))) {
        throw new ProtocolError(`its message of type ${JSON.stringify(type)} is malformed.`);
      }
      this.#count(type, length);
      offset = end;
    }
    return offset;
  }

  #count(type: string, length: number): void {
    this.#answerBytes = type === READY ? 0 : this.#answerBytes + Math.max(length, LEAST_COST_BYTES);
    if (this.#answerBytes > MAX_ANSWER_BYTES) {
      throw new ProtocolError(`its answer is longer than ${MAX_ANSWER_BYTES / 2 ** 20} MiB.`);
    }
  }
}

/** Reads a message's body; what would lie beyond it is -1, or false. */
class Body {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  skip(count: number): boolean {
    if (count < 0 || count > this.remaining) {
      return false;
    }
    this.#at += count;
    return true;
  }

  byte(): number {
    return this.skip(1) ? this.#bytes.readUInt8(this.#at - 1) : -1;
  }

  /** A count, which is never negative. */
  int16(): number {
    return this.skip(2) ? this.#bytes.readInt16BE(this.#at - 2) : -1;
  }

  /** Null beyond the end. */
  int32(): number | null {
    return this.skip(4) ? this.#bytes.readInt32BE(this.#at - 4) : null;
  }

  /** A text and the zero that ends it. */
  text(): boolean {
    const zeroAt = this.#bytes.indexOf(0, this.#at);
    return zeroAt >= 0 && zeroAt < this.#end && this.skip(zeroAt + 1 - this.#at);
  }
}

type IsWellFormed = (body: Body) => boolean;

const READY = 'Z';
/** Of a column in a row description, after its name. */
const COLUMN_BYTES = 18;

const empty: IsWellFormed = (body) => body.isAtEnd;
const exactly =
  (bytes: number): IsWellFormed =>
  (body) =>
    body.remaining === bytes;
const anything: IsWellFormed = () => true;

function times(count: number, each: () => boolean): boolean {
  for (let index = 0; index < count; index += 1) {
    if (!each()) {
      return false;
    }
  }
  return count >= 0;
}

const texts =
  (count: number): IsWellFormed =>
  (body) =>
    times(count, () => body.text()) && body.isAtEnd;

/** Fields of a type each, and a zero that ends them. */
function isReport(body: Body): boolean {
  let type = body.byte();
  while (type > 0 && body.text()) {
    type = body.byte();
  }
  return type === 0 && body.isAtEnd;
}

function isRow(body: Body): boolean {
  const isValue = () => {
    const length = body.int32();
    return length !== null && (length === -1 || body.skip(length));
  };
  return times(body.int16(), isValue) && body.isAtEnd;
}

function isRowDescription(body: Body): boolean {
  return times(body.int16(), () => body.text() && body.skip(COLUMN_BYTES)) && body.isAtEnd;
}

function isCopyResponse(body: Body): boolean {
  return body.byte() >= 0 && body.skip(2 * body.int16()) && body.isAtEnd;
}

/** What follows the number of an authentication request that this program may meet. */
const AUTHENTICATION: Readonly<Record<number, IsWellFormed>> = {
  0: empty,
  3: empty,
  5: exactly(4),
  // Names of mechanisms, and one that is empty.
  10: (body) => {
    while (body.remaining > 1) {
      if (!body.text()) {
        return false;
      }
    }
    return body.byte() === 0;
  },
  11: anything,
  12: anything,
};

function isAuthentication(body: Body): boolean {
  return AUTHENTICATION[body.int32() ?? -1]?.(body) ?? false;
}

/** By a message's type; a server sends no other. */
const FORMATS: Readonly<Record<string, IsWellFormed | undefined>> = {
  '1': empty,
  '2': empty,
  '3': empty,
  A: (body) => body.int32() !== null && texts(2)(body),
  C: texts(1),
  D: isRow,
  E: isReport,
  G: isCopyResponse,
  H: isCopyResponse,
  I: empty,
  // Since PostgreSQL 18 the key may be longer.
  K: (body) => body.remaining >= 8,
  N: isReport,
  R: isAuthentication,
  S: texts(2),
  T: isRowDescription,
  [READY]: exactly(1),
  c: empty,
  d: anything,
  n: empty,
  s: empty,
  t: (body) => {
    const count = body.int16();
    return count >= 0 && body.remaining === 4 * count;
  },
};
