import { changes } from './changes';
import { downtimes } from './downtimes';
import { incidents } from './incidents';
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
export function withKind<T>(name: ImportKindName, use: <Row extends object>(kind: ImportKind<Row>) => T): T {
  switch (name) {
    case 'services':
      return use(services);
    case 'changes':
      return use(changes);
    case 'incidents':
      return use(incidents);
    case 'downtimes':
      return use(downtimes);
  }
}
