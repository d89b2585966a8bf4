import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { ROOT } from '../paths';

/**
 * Every failure that the program can tell, with what to do about it, as the sources have them: objects with `message`
 * and `advice`, and what is handed to functions that take the two.
 */

export interface FailureText {
  /** What is filled in later is an ellipsis. */
  readonly message: string;
  /** What to do, one text for each case; none where the message says it all. */
  readonly advice: readonly string[];
}

const FILLED_IN = '…';
/** Of `model/failure`; other functions of the kind are private to their file. */
const SHARED = new Map([['badRequest', ['message', 'advice']]]);

/** @param file path of a source file */
export function failureTexts(file: string): FailureText[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const names = declarationsOf(source);
  const found: FailureText[] = [];
  const visit = (node: ts.Node): void => {
    const pair = pairOf(node, names);
    if (pair !== null) {
      const advice = textsOf(pair.advice, names).filter((text) => text !== '');
      for (const message of textsOf(pair.message, names).filter(saysSomething)) {
        found.push({ message, advice: advice.filter(saysSomething) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A message that is all filled in is another failure's. */
const saysSomething = (text: string) => /\p{L}/u.test(text);

type Declared = ts.Expression | ts.FunctionDeclaration;
type Declarations = ReadonlyMap<string, Declared>;

/** Constants and functions of a file by name. */
function declarationsOf(source: ts.SourceFile): Declarations {
  const names = new Map<string, Declared>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      names.set(node.name.text, node.initializer);
    } else if (ts.isFunctionDeclaration(node) && node.name !== undefined) {
      names.set(node.name.text, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

interface Pair {
  readonly message: ts.Expression;
  /** Undefined: none was given. */
  readonly advice: ts.Expression | undefined;
}

function pairOf(node: ts.Node, names: Declarations): Pair | null {
  if (ts.isObjectLiteralExpression(node)) {
    const [message, advice] = [propertyOf(node, 'message'), propertyOf(node, 'advice')];
    return message === undefined || advice === undefined ? null : { message, advice };
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const parameters = parametersOf(node.expression.text, names);
    const message = node.arguments[parameters.indexOf('message')];
    const advice = parameters.includes('advice')
      ? node.arguments[parameters.indexOf('advice')]
      : advisedBy(names.get(node.expression.text));
    return message === undefined || (advice === undefined && !parameters.includes('advice'))
      ? null
      : { message, advice };
  }
  return null;
}

/** What a function advises about whatever message it is given. */
function advisedBy(declared: Declared | undefined): ts.Expression | undefined {
  let advice: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    advice ??= ts.isObjectLiteralExpression(node) ? propertyOf(node, 'advice') : undefined;
    ts.forEachChild(node, visit);
  };
  if (declared !== undefined && ts.isFunctionDeclaration(declared)) {
    visit(declared);
  }
  return advice;
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (property.name !== undefined && property.name.getText() === name) {
      return ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined;
    }
  }
  return undefined;
}

function parametersOf(name: string, names: Declarations): readonly string[] {
  const declared = names.get(name);
  return declared !== undefined && ts.isFunctionDeclaration(declared)
    ? declared.parameters.map((parameter) => parameter.name.getText())
    : (SHARED.get(name) ?? []);
}

/** What an expression may say; nothing where that cannot be read from the file. */
function textsOf(node: ts.Node | undefined, names: Declarations): string[] {
  if (node === undefined) {
    return [];
  }
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return [templateText(node, names)];
  }
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue, names), ...textsOf(node.whenFalse, names)];
  }
  if (ts.isBinaryExpression(node)) {
    return binaryTexts(node, names);
  }
  if (ts.isArrowFunction(node)) {
    return ts.isBlock(node.body) ? returnedTexts(node.body, names) : textsOf(node.body, names);
  }
  if (ts.isIdentifier(node)) {
    const declared = names.get(node.text);
    return declared === undefined || ts.isFunctionDeclaration(declared)
      ? []
      : textsOf(declared, without(names, node.text));
  }
  return ts.isCallExpression(node)
    ? calledTexts(node, names)
    : ts.isPropertyAccessExpression(node)
      ? tableTexts(node, names)
      : ts.isParenthesizedExpression(node) || ts.isAsExpression(node)
        ? textsOf(node.expression, names)
        : [];
}

function templateText({ head, templateSpans }: ts.TemplateExpression, names: Declarations): string {
  const spans = templateSpans.map(({ expression, literal }) => {
    // A constant is part of the text; what differs from case to case is not.
    const [text, ...more] = ts.isIdentifier(expression) ? textsOf(expression, names) : [];
    return `${text === undefined || more.length > 0 ? FILLED_IN : text}${literal.text}`;
  });
  return head.text + spans.join('');
}

function binaryTexts({ left, right, operatorToken }: ts.BinaryExpression, names: Declarations): string[] {
  const [first, second] = [textsOf(left, names), textsOf(right, names)];
  return operatorToken.kind === ts.SyntaxKind.PlusToken
    ? first.flatMap((start) => second.map((end) => start + end))
    : [...first, ...second];
}

function calledTexts({ expression }: ts.CallExpression, names: Declarations): string[] {
  const declared = ts.isIdentifier(expression) ? names.get(expression.text) : undefined;
  return declared !== undefined && ts.isFunctionDeclaration(declared)
    ? returnedTexts(declared.body, without(names, declared.name?.text ?? ''))
    : [];
}

/** What a name stands for does not stand for itself: a local one may have the name of another. */
function without(names: Declarations, name: string): Declarations {
  return new Map([...names].filter(([one]) => one !== name));
}

function returnedTexts(body: ts.Node | undefined, names: Declarations): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) {
      texts.push(...textsOf(node.expression, names));
    }
    ts.forEachChild(node, visit);
  };
  if (body !== undefined) {
    visit(body);
  }
  return texts;
}

/** Of `TABLE[kind].advice` the advice of each kind. */
function tableTexts({ expression, name }: ts.PropertyAccessExpression, names: Declarations): string[] {
  const table = ts.isElementAccessExpression(expression) ? expression.expression : undefined;
  const declared = table !== undefined && ts.isIdentifier(table) ? names.get(table.text) : undefined;
  return declared !== undefined && ts.isObjectLiteralExpression(declared)
    ? declared.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) && ts.isObjectLiteralExpression(property.initializer)
          ? textsOf(propertyOf(property.initializer, name.text), names)
          : []
      )
    : [];
}

/** A file's path as the sources name it, such as `backend/aurora/advice.ts`. */
export function pathInSource(file: string): string {
  return relative(join(ROOT, 'src'), file).replaceAll('\\', '/');
}
