import { LineCounter, isAlias, isMap, isNode, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node } from 'yaml';
import { z } from 'zod';

import type { SloDefinition } from '../../../model/slo';
import type { BadRow } from '../files/bad-file';
import { TOO_DEEP, YAML_OPTIONS, fieldOf, lineOf, syntaxError, tooDeepLine, valueOf } from '../files/yaml-nodes';
import { API_VERSION, MONITORED_ANNOTATION, OTHER_KINDS } from './open-slo';
import { sloOfObject } from './slo-of-object';

export interface FileSlo {
  readonly definition: SloDefinition;
  /** Since when its service is monitored, in ISO 8601; null where the file does not say. */
  readonly monitoredSince: string | null;
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
  const deep = tooDeepLine(text);
  if (deep !== null) {
    return { slos: [], complaints: [{ line: deep, column: null, reason: TOO_DEEP }], notes: [] };
  }
  const documents = parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter: lines });
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
  readonly #lineByKey = new Map<string, number>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  take(document: Document): void {
    const error = syntaxError(document, this.#lines);
    if (error !== null) {
      this.#complain(error.line, null, error.reason);
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
    const line = lineOf(this.#lines, node, []);
    const object = valueOf(node, document);
    const about = objectSchema.safeParse(object).data;
    if (about === undefined || !isMap(node)) {
      this.#complain(line, null, 'is no OpenSLO object');
    } else if (about.apiVersion !== API_VERSION) {
      this.#complain(lineOf(this.#lines, node, ['apiVersion']), 'apiVersion', `must be ${API_VERSION}`);
    } else if (OTHER_KINDS.includes(about.kind)) {
      this.notes.push(
        `line ${line}: ${String(about.kind)} ${nameOf(about.metadata?.name)}is left alone; only SLOs are read.`
      );
    } else if (about.kind !== 'SLO') {
      this.#complain(lineOf(this.#lines, node, ['kind']), 'kind', 'is not a kind of OpenSLO');
    } else {
      this.#takeSlo(node, object, line);
      if (about.spec?.alertPolicies !== undefined) {
        const policies = lineOf(this.#lines, node, ['spec', 'alertPolicies']);
        this.notes.push(`line ${policies}: spec.alertPolicies is left alone; Grafana's alert rules cover every SLO.`);
      }
    }
  }

  #takeSlo(node: Node, object: unknown, line: number): void {
    const slo = sloOfObject(object);
    if (!slo.ok) {
      for (const { path, reason } of slo.complaints) {
        this.#complain(lineOf(this.#lines, node, path), fieldOf(path), reason);
      }
      return;
    }
    const { service, name } = slo.definition;
    const key = JSON.stringify([service, name]);
    const first = this.#lineByKey.get(key);
    if (first !== undefined) {
      this.#complain(line, null, `is the same SLO as on line ${first}: "${name}" of ${service}`);
      return;
    }
    this.#lineByKey.set(key, line);
    const { definition, monitoredSince } = slo;
    const other = this.slos.find((one) => one.definition.service === service && one.monitoredSince !== null);
    if (
      monitoredSince !== null &&
      other !== undefined &&
      Date.parse(other.monitoredSince ?? '') !== Date.parse(monitoredSince)
    ) {
      const path = ['metadata', 'annotations', MONITORED_ANNOTATION];
      const reason = `is another time than that of "${other.definition.name}" of ${service}; a service has one`;
      this.#complain(lineOf(this.#lines, node, path), fieldOf(path), reason);
    }
    this.slos.push({ definition, monitoredSince, serviceLine: lineOf(this.#lines, node, ['spec', 'service']) });
  }

  #complain(line: number, column: string | null, reason: string): void {
    this.complaints.push({ line, column, reason });
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || ('value' in node && node.value === null);
}

function nameOf(name: unknown): string {
  return typeof name === 'string' ? `"${name}" ` : '';
}
