import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import type { AST } from '@eslint-community/regexpp';
import ts from 'typescript';

/** The regular expressions of a folder's programs, and texts that may take them long. */

export interface Literal {
  /** `file:line`. */
  readonly where: string;
  readonly expression: RegExp;
}

/** Every literal, those of tests and of generated files left out. */
export function literalsOf(folder: string): readonly Literal[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|generated/.test(file))
    .flatMap((file) => literalsIn(join(folder, file)));
}

function literalsIn(file: string): readonly Literal[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      const end = node.text.lastIndexOf('/');
      const expression = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      found.push({ where: `${file}:${line + 1}`, expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Characters of which one or another fits almost everything that an expression may ask for. */
const CHARACTERS = ['a', 'T', '0', ' ', '\n', '/', '-', '.', ':', '"', '{', '[', '$', '#', '\\', 'é', '\u0000', '😀'];

/**
 * Pieces to repeat, made of what the expression itself asks for: whatever stands side by side in it, for one
 * that reads a repetition twice takes long only over what it can read.
 */
export function piecesFor({ source, flags }: RegExp): readonly string[] {
  const pattern = new RegExpParser().parsePattern(source, undefined, undefined, { unicode: flags.includes('u') });
  const pieces = new Set<string>(['\n', ' ']);
  visitRegExpAST(pattern, {
    onAlternativeEnter: ({ elements }) => {
      const samples = elements.map((element) => sampleOf(element, flags));
      for (const [begin] of samples.entries()) {
        for (let end = begin + 1; end <= samples.length; end += 1) {
          pieces.add(samples.slice(begin, end).join(''));
        }
      }
    },
    onQuantifierEnter: ({ element }) => {
      pieces.add(sampleOf(element, flags));
    },
    onCharacterClassEnter: (node) => {
      CHARACTERS.filter((character) => isOf(node, character, flags))
        .slice(0, 4)
        .forEach((character) => pieces.add(character));
    },
  });
  pieces.delete('');
  return [...pieces];
}

/** A short text that an element fits. */
function sampleOf(element: AST.Element | AST.QuantifiableElement, flags: string): string {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
      return CHARACTERS.find((character) => isOf(element, character, flags)) ?? '';
    case 'Group':
    case 'CapturingGroup':
      return (element.alternatives[0]?.elements ?? []).map((one) => sampleOf(one, flags)).join('');
    case 'Quantifier':
      return sampleOf(element.element, flags).repeat(Math.min(Math.max(element.min, 1), 40));
    case 'Assertion':
    case 'Backreference':
      return '';
  }
}

function isOf({ raw }: { readonly raw: string }, character: string, flags: string): boolean {
  return new RegExp(`^(?:${raw})$`, flags.replace('g', '')).test(character);
}
