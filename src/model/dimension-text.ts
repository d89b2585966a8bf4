import { z } from 'zod';

import { dimensionsSchema } from './publishing';

/** No object keeps it, so that it would be dropped without a word. */
const LOST_NAME = '__proto__';

/** Dimensions as people enter them, `Environment=production, Team=core`; a value may hold no comma. */
export const dimensionTextSchema = z
  .string()
  .transform((text, context): Record<string, string> => {
    const pairs = text
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(pairOf);
    if (pairs.some(([name, value]) => name === '' || value === '')) {
      context.addIssue({ code: 'custom', message: 'must be pairs such as Environment=production, Team=core' });
    }
    if (new Set(pairs.map(([name]) => name)).size < pairs.length) {
      context.addIssue({ code: 'custom', message: 'names a dimension twice' });
    }
    if (pairs.some(([name]) => name === LOST_NAME)) {
      context.addIssue({ code: 'custom', message: `must not name ${LOST_NAME}` });
    }
    return Object.fromEntries(pairs);
  })
  .pipe(dimensionsSchema);

function pairOf(text: string): [name: string, value: string] {
  const [name = '', ...value] = text.split('=');
  return [name.trim(), value.join('=').trim()];
}
