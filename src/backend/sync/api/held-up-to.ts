import { TooLong } from './trouble';

/**
 * The same answer once all of its body is there.
 *
 * @param maxBytes counted as they are unpacked
 * @throws TooLong where there is more; what `fetch` throws where the body does not come to its end
 */
export async function heldUpTo(maxBytes: number, response: Response): Promise<Response> {
  if (response.body === null) {
    return response;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // Leaving the loop hangs up.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new TooLong(maxBytes);
    }
    chunks.push(chunk);
  }
  const { status, statusText, headers, url } = response;
  const held = new Response(new Blob(chunks), { status, statusText, headers });
  // Octokit tells it in its errors.
  return Object.defineProperty(held, 'url', { value: url });
}
