import { TooLong } from './trouble';

/**
 * The same answer once all of its body is there.
 *
 * @param maxBytes counted as they are unpacked
 * @throws TooLong where there is more; what `fetch` throws where the body does not come to its end
 */
export async function limitedResponse(maxBytes: number, response: Response): Promise<Response> {
  if (response.body === null) {
    return response;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.byteLength;
    if (bytes > maxBytes) {
      // Hangs up.
      await reader.cancel();
      throw new TooLong(maxBytes);
    }
    chunks.push(chunk.value);
  }
  const { status, statusText, headers, url } = response;
  const limited = new Response(new Blob(chunks), { status, statusText, headers });
  // Octokit tells it in its errors.
  return Object.defineProperty(limited, 'url', { value: url });
}
