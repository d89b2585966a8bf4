/**
 * Whether a text is an address of the web (`http` or `https`). Records tell addresses that others chose, and
 * a link to `javascript:` or `data:` would run what they wrote.
 */
export function isWebAddress(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol);
}

/** The address where it is one of the web; else null, as where there is none. */
export function webAddressOf(text: string | null): string | null {
  return text !== null && isWebAddress(text) ? text : null;
}
