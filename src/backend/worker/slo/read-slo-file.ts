import { LineCounter, isAlias, isMap, isNode, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node } from 'yaml';
import { z } from 'zod';

import type { SloDefinition } from '../../../model/slo';
import type { BadRow } from '../import/bad-file';
import { API_VERSION, OTHER_KINDS } from './open-slo';
import { sloOfObject } from './slo-of-object';
import type { Path } from './slo-of-object';

export interface FileSlo {
  readonly definition: SloDefinition;
  /** The line of its `spec.service`. */
  readonly serviceLine: number;
}

export interface SloFile {
  readonly slos: readonly FileSlo[];
  /** All that is wrong, by line; `column` is the field. */
  readonly complaints: readonly BadRow[];
  /** What was left alone. */
  readonly notes: readonly string[];
}

/** Reads OpenSLO objects from YAML (or JSON): documents, and lists of objects in them. Never throws. */
export function readSloFile(text: string): SloFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const file = new FileReading(lines);
  for (const document of documents) {
    file.take(document);
  }
  return file;
}

/** Enough of an object to know what it is. */
const objectSchema = z.object({
  apiVersion: z.unknown().optional(),
  kind: z.unknown().optional(),
  metadata: z.object({ name: z.unknown().optional() }).optional().catch(undefined),
  spec: z.object({ alertPolicies: z.unknown().optional() }).optional().catch(undefined),
});

class FileReading implements SloFile {
  readonly slos: FileSlo[] = [];
  readonly complaints: BadRow[] = [];
  readonly notes: string[] = [];
  readonly #lines: LineCounter;
  /** The line of each SLO by its service and name. */
  readonly #seen = new Map<string, number>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  take(document: Document): void {
    const [error] = document.errors;
    if (error !== undefined) {
      const [reason = ''] = error.message.split(/ at line \d+|\n/, 1);
      this.#complain(this.#lines.linePos(error.pos[0]).line, null, `is not YAML: ${reason}`);
      return;
    }
    const root = document.contents;
    const nodes = isSeq(root) ? root.items : [root];
    for (const node of nodes) {
      const resolved = isAlias(node) ? node.resolve(document) : node;
      if (isNode(resolved) && !(resolved === root && isEmpty(root))) {
        this.#takeObject(document, resolved);
      }
    }
  }

  #takeObject(document: Document, node: Node): void {
    const line = this.#lineOf(node, []);
    const object = valueOf(node, document);
    const about = objectSchema.safeParse(object).data;
    if (about === undefined || !isMap(node)) {
      this.#complain(line, null, 'is no OpenSLO object');
    } else if (about.apiVersion !== API_VERSION) {
      this.#complain(this.#lineOf(node, ['apiVersion']), 'apiVersion', `must be ${API_VERSION}`);
    } else if (OTHER_KINDS.includes(about.kind)) {
      this.notes.push(
        `line ${line}: ${String(about.kind)} ${nameOf(about.metadata?.name)}is left alone; only SLOs are read.`
      );
    } else if (about.kind !== 'SLO') {
      this.#complain(this.#lineOf(node, ['kind']), 'kind', 'is not a kind of OpenSLO');
    } else {
      this.#takeSlo(node, object, line);
      if (about.spec?.alertPolicies !== undefined) {
        const policies = this.#lineOf(node, ['spec', 'alertPolicies']);
        this.notes.push(`line ${policies}: spec.alertPolicies is left alone; Grafana's alert rules cover every SLO.`);
      }
    }
  }

  #takeSlo(node: Node, object: unknown, line: number): void {
    const slo = sloOfObject(object);
    if (!slo.ok) {
      for (const { path, reason } of slo.complaints) {
        this.#complain(this.#lineOf(node, path), fieldOf(path), reason);
      }
      return;
    }
    const { service, name } = slo.definition;
    const key = JSON.stringify([service, name]);
    const first = this.#seen.get(key);
    if (first !== undefined) {
      this.#complain(line, null, `is the same SLO as on line ${first}: "${name}" of ${service}`);
      return;
    }
    this.#seen.set(key, line);
    this.slos.push({ definition: slo.definition, serviceLine: this.#lineOf(node, ['spec', 'service']) });
  }

  #complain(line: number, column: string | null, reason: string): void {
    this.complaints.push({ line, column, reason });
  }

  /** The line of what the path leads to, or of the last thing on the way that is there. */
  #lineOf(node: Node, path: Path): number {
    let found = node;
    for (const part of path) {
      const next: unknown = isMap(found) || isSeq(found) ? found.get(part, true) : undefined;
      if (!isNode(next) || !next.range) {
        break;
      }
      found = next;
    }
    return this.#lines.linePos(found.range?.[0] ?? 0).line;
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || ('value' in node && node.value === null);
}

/** Undefined for aliases that grow without bounds. */
function valueOf(node: Node, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch {
    return undefined;
  }
}

function nameOf(name: unknown): string {
  return typeof name === 'string' ? `"${name}" ` : '';
}

/** `spec.objectives[0].target`. */
function fieldOf(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('');
}
