/** `1 request`, `2,000 requests`. */
export function amount(count: number, name: string): string {
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
}
