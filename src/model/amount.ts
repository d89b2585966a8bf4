/** A count with its noun: `1 service`, `2,000 services`. */
export function amount(count: number, name: string, names = `${name}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? name : names}`;
}
