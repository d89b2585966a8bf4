import { createHash } from 'node:crypto';

/** CloudWatch, `Dimension`: values are ASCII without control characters, at most 1,024 characters long. */
const LONGEST = 1024;
/** Of a longer name the first characters and a mark that tells it from others with the same beginning. */
const MARK_LENGTH = 16;

/**
 * A name as CloudWatch takes it: what is not printable ASCII, a colon in front, and the percent sign
 * itself are percent-encoded, as in a URL, so that two names never become one.
 */
export function dimensionValue(name: string): string {
  const encoded = name.replace(/[^ -~]+|%|^:/gu, percentEncoded);
  if (encoded.length <= LONGEST) {
    return encoded;
  }
  const mark = createHash('sha256').update(name).digest('hex').slice(0, MARK_LENGTH);
  return `${encoded.slice(0, LONGEST - MARK_LENGTH - 1)}~${mark}`;
}

function percentEncoded(text: string): string {
  return [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
