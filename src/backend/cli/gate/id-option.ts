import { InvalidArgumentError } from 'commander';

/** An id as the database counts: a decimal text, since bigints do not fit a JavaScript number. */
export function wholeId(text: string): string {
  if (!/^[1-9][0-9]{0,17}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return text;
}
