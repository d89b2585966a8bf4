import { MetadataVersion, RecordBatchFileWriter, Type } from 'apache-arrow';
import type { DataType, Field as ArrowField, RecordBatch, Schema as ArrowSchema } from 'apache-arrow';
import { Endianness } from 'apache-arrow/fb/endianness';
import { Field } from 'apache-arrow/fb/field';
import { Footer } from 'apache-arrow/fb/footer';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Schema } from 'apache-arrow/fb/schema';
import { Type as TypeCode } from 'apache-arrow/fb/type';
import { FileBlock } from 'apache-arrow/ipc/metadata/file';
import { instance as typeAssembler } from 'apache-arrow/visitor/typeassembler';
import { Builder } from 'flatbuffers';
import type { Offset } from 'flatbuffers';

import { mapInSlices, pauseAfterLong } from '../turns/slices';

/**
 * One batch as an Arrow IPC file. What several fields say alike, as their name, their type and how their numbers look, is
 * written once and pointed at, and so are fields that are alike in all: a thousand lines differ by their labels alone.
 */
export async function arrowFile(batch: RecordBatch): Promise<Uint8Array> {
  const footer = new SharingFooter();
  await footer.encodeSchema(batch.schema);
  const writer = new FileWriter(footer);
  await pauseAfterLong();
  writer.write(batch);
  await pauseAfterLong();
  writer.finish();
  return writer.toUint8Array(true);
}

/** apache-arrow's own writer, but for the footer, the only place of a file that tells the schema. */
class FileWriter extends RecordBatchFileWriter {
  readonly #footer: SharingFooter;

  constructor(footer: SharingFooter) {
    super();
    this.#footer = footer;
  }

  protected override _writeFooter(): this {
    const bytes = this.#footer.finish(this._recordBatchBlocks);
    return this._write(END_OF_STREAM)._write(bytes)._write(Int32Array.of(bytes.byteLength))._writeMagic();
  }
}

const END_OF_STREAM = Int32Array.of(-1, 0);

/** How a file names the types that `encodeColumn` gives. */
const TYPE_CODES: ReadonlyMap<Type, TypeCode> = new Map([
  [Type.Timestamp, TypeCode.Timestamp],
  [Type.Float, TypeCode.FloatingPoint],
  [Type.Int, TypeCode.Int],
  [Type.Bool, TypeCode.Bool],
  [Type.Utf8, TypeCode.Utf8],
]);

function codeOf(typeId: Type): TypeCode {
  const code = TYPE_CODES.get(typeId);
  if (code === undefined) {
    throw new Error(`A column of Arrow's type ${Type[typeId]} has no name in a file.`);
  }
  return code;
}

/** Writes equal parts of a footer once. */
class SharingFooter {
  readonly #builder = new Builder(16_384);
  /** By their kind and what they are beside it, as a precision. */
  readonly #types = new Map<string, Offset>();
  readonly #entries = new Map<string, Offset>();
  readonly #fields = new Map<string, Offset>();
  #schema: Offset = 0;

  async encodeSchema({ fields, metadata }: ArrowSchema): Promise<void> {
    const builder = this.#builder;
    const offsets = await mapInSlices(fields, (field) => this.#field(field));
    const fieldsVector = Schema.createFieldsVector(builder, offsets);
    const metadataVector = Schema.createCustomMetadataVector(builder, this.#metadata(metadata));
    Schema.startSchema(builder);
    Schema.addFields(builder, fieldsVector);
    Schema.addEndianness(builder, Endianness.Little);
    Schema.addCustomMetadata(builder, metadataVector);
    this.#schema = Schema.endSchema(builder);
  }

  finish(batches: readonly FileBlock[]): Uint8Array {
    const builder = this.#builder;
    Footer.startRecordBatchesVector(builder, batches.length);
    batches.toReversed().forEach((block) => FileBlock.encode(builder, block));
    const batchesVector = builder.endVector();
    Footer.startDictionariesVector(builder, 0);
    const dictionariesVector = builder.endVector();
    Footer.startFooter(builder);
    Footer.addSchema(builder, this.#schema);
    Footer.addVersion(builder, MetadataVersion.V5);
    Footer.addRecordBatches(builder, batchesVector);
    Footer.addDictionaries(builder, dictionariesVector);
    Footer.finishFooterBuffer(builder, Footer.endFooter(builder));
    return builder.asUint8Array();
  }

  #field({ name, type, typeId, nullable, metadata }: ArrowField): Offset {
    const builder = this.#builder;
    const nameOffset = this.#text(name);
    const typeOffset = this.#type(type as DataType);
    const entries = this.#metadata(metadata);
    return kept(this.#fields, JSON.stringify([nameOffset, typeOffset, nullable, entries]), () => {
      const metadataVector = Field.createCustomMetadataVector(builder, entries);
      Field.startField(builder);
      Field.addName(builder, nameOffset);
      Field.addType(builder, typeOffset);
      Field.addTypeType(builder, codeOf(typeId));
      Field.addNullable(builder, nullable);
      Field.addCustomMetadata(builder, metadataVector);
      return Field.endField(builder);
    });
  }

  #metadata(entries: ReadonlyMap<string, string>): Offset[] {
    return [...entries].map(([key, value]) =>
      kept(this.#entries, `${key}=${value}`, () => {
        const keyOffset = this.#text(key);
        return KeyValue.createKeyValue(this.#builder, keyOffset, this.#text(value));
      })
    );
  }

  #type(type: DataType): Offset {
    return kept(
      this.#types,
      JSON.stringify([type.typeId, type]),
      () => typeAssembler.visit(type, this.#builder) as Offset
    );
  }

  /** An empty text is none to `createSharedString`. */
  #text(text: string): Offset {
    return text === '' ? this.#builder.createString(text) : this.#builder.createSharedString(text);
  }
}

function kept(offsets: Map<string, Offset>, key: string, make: () => Offset): Offset {
  const offset = offsets.get(key) ?? make();
  offsets.set(key, offset);
  return offset;
}
