import type { IncomingMessage } from 'node:http';

export interface RoomLimits {
  /** Of one body. */
  readonly maxBytes: number;
  /** Of all bodies at a time. */
  readonly allBytes: number;
}

/**
 * Room for bodies of requests. Anybody can send one, and whether it is GitHub's is known once it is there
 * whole, so that many long ones at a time must not take all memory.
 */
export class BodyRoom {
  readonly #maxBytes: number;
  #leftBytes: number;

  constructor({ maxBytes, allBytes }: RoomLimits) {
    this.#maxBytes = maxBytes;
    this.#leftBytes = allBytes;
  }

  /**
   * Does work with the body of a request, byte by byte as it came.
   *
   * @returns `tooLong` or `noRoom` where there is no body; what came of it is not held any more
   */
  async withBody<T>(request: IncomingMessage, work: (body: Buffer) => Promise<T>): Promise<T | 'tooLong' | 'noRoom'> {
    if (Number(request.headers['content-length'] ?? 0) > this.#maxBytes) {
      return 'tooLong';
    }
    let bytes = 0;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.#leftBytes -= chunk.length;
        if (bytes > this.#maxBytes || this.#leftBytes < 0) {
          return bytes > this.#maxBytes ? 'tooLong' : 'noRoom';
        }
        chunks.push(chunk);
      }
      return await work(Buffer.concat(chunks));
    } finally {
      this.#leftBytes += bytes;
    }
  }
}
