import { changes } from './changes';
import { downtimes } from './downtimes';
import { incidents } from './incidents';
import { columnsOf } from './kind';
import type { ImportKind } from './kind';
import { services } from './services';

/** The kinds of files that can be loaded, in the order a full history is. */
export const IMPORT_KINDS = ['services', 'changes', 'incidents', 'downtimes'] as const;
export type ImportKindName = (typeof IMPORT_KINDS)[number];

/** Whether `name` is a kind. */
export function isImportKind(name: string): name is ImportKindName {
  return IMPORT_KINDS.some((kind) => kind === name);
}

/** Hands the kind to code that works for any, keeping its row type together. */
export function withKind<T>(name: ImportKindName, work: <Row extends object>(kind: ImportKind<Row>) => T): T {
  switch (name) {
    case 'services':
      return work(services);
    case 'changes':
      return work(changes);
    case 'incidents':
      return work(incidents);
    case 'downtimes':
      return work(downtimes);
  }
}

/** One line a kind, with its columns; optional ones in brackets. */
export function columnsHelp(): string {
  return IMPORT_KINDS.map((name) => {
    const columns = withKind(name, columnsOf).map((column) => (column.required ? column.name : `[${column.name}]`));
    return `  ${name}: ${columns.join(' ')}`;
  }).join('\n');
}
