import { Field, Float64, RecordBatch, Schema, Struct, makeData } from 'apache-arrow';
import type { Data } from 'apache-arrow';

import { mapInSlices, pauseAfterLong } from '../turns/slices';
import { arrowFile } from './arrow-file';
import { encodeColumn } from './encode-column';
import { rowsOf } from './frame';
import type { Column, Frame } from './frame';

/**
 * Encodes a frame as one Arrow IPC file, as Grafana's decoder wants it: labels, config and meta as JSON in the schema's
 * metadata. In slices: a wide answer lets other calls through.
 *
 * @param refId the query the frame answers
 */
export async function encodeFrame(frame: Frame, refId: string): Promise<Uint8Array> {
  const columns = await mapInSlices(frame.columns, encodeColumn);
  const fields = await mapInSlices(
    frame.columns,
    (column, index) =>
      new Field(column.name, columns[index]?.type ?? new Float64(), isNullable(column), fieldMetadata(column))
  );
  const metadata = new Map([
    ['name', frame.name],
    ['refId', refId],
    ['meta', JSON.stringify(frame.meta)],
  ]);
  await pauseAfterLong();
  return await arrowFile(recordBatch(new Schema(fields, metadata), columns, rowsOf(frame)));
}

/**
 * A batch with exactly this schema. Lines of a wide frame share their name and differ by labels,
 * but apache-arrow merges fields of one name when it makes a batch; so the batch is made with
 * numbered names, and given the real schema after. Names are not part of a batch's bytes.
 */
function recordBatch(schema: Schema, children: Data[], length: number): RecordBatch {
  const numbered = schema.fields.map(({ type, nullable }, index) => new Field(String(index), type, nullable));
  const data = makeData({ type: new Struct(numbered), length, nullCount: 0, children });
  return Object.assign(new RecordBatch(new Schema(numbered), data), { schema });
}

/** A series whose times may be null is none to Grafana: it looks for a time that cannot be. */
function isNullable({ type }: Column): boolean {
  return type !== 'time';
}

function fieldMetadata({ labels, config }: Column): Map<string, string> {
  const metadata = new Map<string, string>();
  if (labels !== undefined && Object.keys(labels).length > 0) {
    metadata.set('labels', JSON.stringify(labels));
  }
  if (config !== undefined) {
    metadata.set('config', JSON.stringify(config));
  }
  return metadata;
}
