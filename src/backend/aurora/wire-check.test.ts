import fc from 'fast-check';
import { Parser } from 'pg-protocol/dist/parser';

import { all, int16, int32, message, text } from '../../../test/support/postgres-messages';
import { MAX_ANSWER_BYTES, ProtocolError, WireCheck } from './wire-check';

/** What PostgreSQL sends from sign-in to the answer of a query. */
const GOOD: readonly Buffer[] = [
  message('R', all(int32(10), text('SCRAM-SHA-256'), text(''))),
  message('R', all(int32(11), Buffer.from('r=x,s=y,i=4096'))),
  message('R', all(int32(12), Buffer.from('v=z'))),
  message('R', int32(0)),
  message('S', all(text('server_version'), text('17.2'))),
  message('K', all(int32(7), int32(8))),
  message('Z', Buffer.from('I')),
  message('1', Buffer.alloc(0)),
  message('2', Buffer.alloc(0)),
  message('T', all(int16(1), text('n'), Buffer.alloc(18))),
  message('D', all(int16(2), int32(-1), int32(3), Buffer.from('abc'))),
  message('C', text('SELECT 1')),
  message('N', all(Buffer.from('M'), text('note'), Buffer.from([0]))),
  message('E', all(Buffer.from('C'), text('57014'), Buffer.from('M'), text('no'), Buffer.from([0]))),
  message('A', all(int32(7), text('channel'), text(''))),
];

/** All that the check lets through, in the pieces it does. */
function passed(chunks: readonly Buffer[]): Buffer {
  const wire = new WireCheck();
  return Buffer.concat(chunks.flatMap((chunk) => wire.take(chunk) ?? []));
}

/** `bytes` cut at the places given. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

it("lets PostgreSQL's messages through, however they are cut", () => {
  const bytes = Buffer.concat(GOOD);
  fc.assert(fc.property(fc.array(fc.nat()), (places) => passed(cut(bytes, places)).equals(bytes)));
});

const anyType = fc.constantFrom(...Array.from('123ACDEGHIKNRSTZcdnstvVW'));
const anyMessage = fc
  .tuple(anyType, fc.uint8Array({ maxLength: 64 }))
  .map(([type, body]) => message(type, Buffer.from(body)));
const bentMessage = fc.tuple(fc.constantFrom(...GOOD), fc.nat(), fc.nat({ max: 255 })).map(([good, place, byte]) => {
  const bent = Buffer.from(good);
  bent[place % bent.length] = byte;
  return bent;
});
const anyBytes = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));

it('lets nothing through that makes the driver throw or read on for ever', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyMessage, bentMessage, anyBytes)), (chunks) => {
      const wire = new WireCheck();
      try {
        for (const chunk of chunks) {
          const whole = wire.take(chunk);
          if (whole !== null) {
            new Parser().parse(whole, () => undefined);
          }
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
    { numRuns: 20_000 }
  );
});

it.each([
  ['an unknown message', message('?', Buffer.alloc(0))],
  ['a length that is none', Buffer.from([0x44, 0, 0, 0, 3])],
  ['an absurd length', Buffer.from([0x44, 0xff, 0xff, 0xff, 0xff])],
  ['an error without an end', message('E', all(Buffer.from('M'), text('no')))],
  ['an error cut in a text', message('E', Buffer.from('Mno'))],
  ['a value beyond its row', message('D', all(int16(1), int32(9)))],
  ['a negative length', message('D', all(int16(1), int32(-2)))],
  ['fewer columns than none', message('T', int16(-1))],
  ['a sign-in nobody knows', message('R', int32(99))],
])('refuses %s', (_what, bytes) => {
  expect(() => new WireCheck().take(bytes)).toThrow(ProtocolError);
});

it('refuses an answer without an end, and counts each anew', () => {
  const wire = new WireCheck();
  const rows = Buffer.concat(
    Array.from({ length: 1024 }, () => message('D', all(int16(1), int32(1000), Buffer.alloc(1000))))
  );
  const times = Math.floor(MAX_ANSWER_BYTES / rows.length);
  for (let time = 0; time < times; time += 1) {
    wire.take(rows);
  }
  wire.take(message('Z', Buffer.from('I')));
  for (let time = 0; time < times; time += 1) {
    wire.take(rows);
  }
  expect(() => {
    wire.take(rows);
    wire.take(rows);
  }).toThrow('longer than 256 MiB');
});
