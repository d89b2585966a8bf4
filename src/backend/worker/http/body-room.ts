import type { IncomingMessage } from 'node:http';

export interface RoomLimits {
  /** Of one body. */
  readonly maxBytes: number;
  /** Of all bodies at a time. */
  readonly allBytes: number;
}

/**
 * Room for bodies of requests. Anybody can send one, and whether it is GitHub's is known once it is there
 * whole. Where all that came fills the room, the longest of those under way gives way: long ones cannot keep
 * out a short one, as almost every delivery is.
 */
export class BodyRoom {
  readonly #maxBytes: number;
  readonly #underWay = new Set<Body>();
  #leftBytes: number;

  constructor({ maxBytes, allBytes }: RoomLimits) {
    this.#maxBytes = maxBytes;
    this.#leftBytes = allBytes;
  }

  /**
   * Does work with the body of a request, byte by byte as it came.
   *
   * @param maxBytes of this body. Default: the room's `maxBytes`
   * @returns `tooLong` or `noRoom` where there is no body; what came of it is not held any more, and what is still
   *   to come is left to the caller
   * @throws Error where the sender goes away
   */
  async withBody<T>(
    request: IncomingMessage,
    work: (body: Buffer) => Promise<T>,
    maxBytes = this.#maxBytes
  ): Promise<T | 'tooLong' | 'noRoom'> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      return 'tooLong';
    }
    const body = new Body(maxBytes);
    try {
      const read = await this.#read(request, body);
      return typeof read === 'string' ? read : await work(read);
    } finally {
      this.#leftBytes += body.bytes;
    }
  }

  async #read(request: IncomingMessage, body: Body): Promise<Buffer | 'tooLong' | 'noRoom'> {
    this.#underWay.add(body);
    try {
      return await body.read(request, (chunk) => this.#take(body, chunk));
    } finally {
      this.#underWay.delete(body);
    }
  }

  #take(body: Body, chunk: Buffer): 'tooLong' | 'noRoom' | null {
    body.bytes += chunk.length;
    this.#leftBytes -= chunk.length;
    if (body.bytes > body.maxBytes) {
      return 'tooLong';
    }
    while (this.#leftBytes < 0) {
      const longest = [...this.#underWay].reduce((one, other) => (other.bytes > one.bytes ? other : one), body);
      if (longest === body) {
        return 'noRoom';
      }
      this.#leftBytes += longest.bytes;
      longest.bytes = 0;
      this.#underWay.delete(longest);
      longest.giveWay();
    }
    return null;
  }
}

/** One body on its way. */
class Body {
  /** Of the room. */
  bytes = 0;
  giveWay: () => void = () => undefined;

  constructor(readonly maxBytes: number) {}

  /** @param take whether there is no room for a further piece, and why */
  read(
    request: IncomingMessage,
    take: (chunk: Buffer) => 'tooLong' | 'noRoom' | null
  ): Promise<Buffer | 'tooLong' | 'noRoom'> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const onData = (chunk: Buffer) => {
        const refusal = take(chunk);
        if (refusal === null) {
          chunks.push(chunk);
        } else {
          end(refusal);
        }
      };
      const onEnd = () => end(Buffer.concat(chunks));
      const onClose = () => {
        reject(new Error('The sender went away.'));
      };
      const end = (outcome: Buffer | 'tooLong' | 'noRoom') => {
        request.off('data', onData).off('end', onEnd).off('close', onClose);
        chunks.length = 0;
        resolve(outcome);
      };
      this.giveWay = () => end('noRoom');
      request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', reject);
    });
  }
}
