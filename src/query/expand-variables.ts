import { isVariableReference } from '../model/saved-query';

/**
 * One text with dashboard variables in it, expanded to the values it stands for. Values are taken
 * from Grafana as a list and never cut out of a joined text, so a name may hold a comma, a quote, a
 * brace or a pipe.
 */

/** `templateSrv.replace` with its scoped variables bound; `format` gets a value, or a list of them. */
export type Replace = (text: string, format: (value: unknown) => string) => string;

export type Expansion =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** All was chosen, and the variable's custom All value means everything. */
  | { readonly kind: 'everything' }
  /** No such variable. */
  | { readonly kind: 'unknown' }
  /** The variable is there but holds nothing. */
  | { readonly kind: 'empty' };

/** Custom All values in use for "no restriction"; any other one is taken as the name it spells. */
const EVERYTHING = ['*', '.*', '.+', '%', 'all'];

/** The `:format` of `${name:format}` and `[[name:format]]`, which would turn a list into one text. */
const FORMAT = /(\$\{\w+(?:\.[^:{}]+)?):[^{}]+(?=\})|(\[\[\w+):[^[\]]+(?=\]\])/g;

/** Stands in for a value until all are known. NUL cannot occur in a PostgreSQL text. */
const placeholder = (index: number): string => `\u0000${index}\u0000`;

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String).filter((text) => text !== '');
}

/** Expands `text`; several variables in one text give every combination of their values. */
export function expandVariables(text: string, replace: Replace): Expansion {
  const bare = text.replace(FORMAT, '$1$2');
  const captured: string[][] = [];
  const replaced = replace(bare, (value) => placeholder(captured.push(listOf(value)) - 1));
  if (replaced === bare) {
    return isVariableReference(bare) ? { kind: 'unknown' } : { kind: 'values', values: [text] };
  }
  // Grafana puts a custom All value in as it is, without asking the format function.
  if (captured.length === 0 && EVERYTHING.includes(replaced.trim().toLowerCase())) {
    return { kind: 'everything' };
  }
  const values = captured.reduce<string[]>(
    (texts, options, index) =>
      texts.flatMap((partial) => options.map((option) => partial.replaceAll(placeholder(index), () => option))),
    replaced === '' ? [] : [replaced]
  );
  return values.length === 0 ? { kind: 'empty' } : { kind: 'values', values };
}
