import { z } from 'zod';

/**
 * What CloudWatch takes as a namespace, a dimension and the like, wherever it is configured. Limits:
 * API reference of CloudWatch, PutMetricData and Dimension.
 */

export const DEFAULT_NAMESPACE = 'StackFlow/DORA';
export const DEFAULT_SLO_NAMESPACE = 'StackFlow/SLO';

/** CloudWatch takes 30 dimensions; two are ours, `Service` and `SLO`. */
export const MAX_EXTRA_DIMENSIONS = 28;
const OWN_DIMENSIONS: readonly string[] = ['Service', 'SLO'];
const MAX_NAME = 255;
const MAX_VALUE = 1024;

export const regionSchema = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, { error: 'must be an AWS region such as eu-central-1' });

export const namespaceSchema = z.string().regex(/^(?!:)(?!AWS\/)[\w.\-/#: ]{1,255}$/, {
  error: 'must be 1 to 255 letters, digits or ._-/#: and begin with neither a colon nor AWS/',
});

/** Of another server than AWS's own: a VPC endpoint, or an emulator. */
export const endpointSchema = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://host' });

/**
 * Dimensions as they are entered: `Environment=production, Team=core`. They go onto every metric
 * beside our own.
 */
export const dimensionsSchema = z.string().transform((text, context): Readonly<Record<string, string>> => {
  const dimensions = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', ...rest] = pair.split('=');
    const [key, value] = [name.trim(), rest.join('=').trim()];
    const complaint = dimensions.has(key) ? 'names a dimension twice' : complaintAbout(key, value);
    if (complaint !== null) {
      context.addIssue({ code: 'custom', message: complaint });
      return z.NEVER;
    }
    dimensions.set(key, value);
  }
  if (dimensions.size > MAX_EXTRA_DIMENSIONS) {
    context.addIssue({ code: 'custom', message: `may hold at most ${MAX_EXTRA_DIMENSIONS} dimensions` });
    return z.NEVER;
  }
  return Object.fromEntries(dimensions);
});

/** What is wrong with a dimension, without its words: nobody knows what was entered. */
function complaintAbout(name: string, value: string): string | null {
  if (OWN_DIMENSIONS.includes(name)) {
    return `may not name ${OWN_DIMENSIONS.join(' or ')}, which the metrics have by themselves`;
  }
  return isText(name, MAX_NAME) && isText(value, MAX_VALUE)
    ? null
    : `must be pairs such as Environment=production, in ASCII, of names up to ${MAX_NAME} and values up to ${MAX_VALUE} characters that begin with no colon`;
}

function isText(text: string, max: number): boolean {
  return /^(?!:)[\x20-\x7e]+$/.test(text) && text.length <= max;
}
