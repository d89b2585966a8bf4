import ts from 'typescript';

import { ROOT } from '../paths';

/**
 * Puts the doc comments of the model's schemas into the JSON schemas that are made of them, so that what a
 * field means is written once, beside the field, and weighs nothing in the browser's bundle.
 */

/** The part of a JSON schema that is walked. */
export interface JsonSchema {
  description?: string;
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  [keyword: string]: unknown;
}

/** Whether what is sent is meant, where a default may be left out, or what comes back. */
export type Direction = 'input' | 'output';

export interface DocComments {
  /** Describes the JSON schema of an exported zod schema and all of its fields. */
  describe(schema: JsonSchema, file: string, exported: string, direction: Direction): void;
}

/** @param files paths of the modules whose exports are described */
export function docComments(files: readonly string[]): DocComments {
  const config: unknown = ts.readConfigFile(`${ROOT}/tsconfig.json`, (path) => ts.sys.readFile(path)).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT, { types: [] });
  const program = ts.createProgram([...files], options);
  const checker = program.getTypeChecker();
  const walker = new Walker(checker);
  return {
    describe(schema, file, exported, direction) {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === exported);
      if (symbol === undefined) {
        throw new Error(`${file} exports no ${exported}.`);
      }
      describeAs(schema, textOf(symbol, checker));
      walker.fields(schema, walker.valueOf(checker.getTypeOfSymbol(symbol), direction));
    },
  };
}

class Walker {
  constructor(private readonly checker: ts.TypeChecker) {}

  /** What a zod schema takes or gives. */
  valueOf(schema: ts.Type, direction: Direction): ts.Type {
    const internals = schema.getProperty('_zod');
    const value = internals && this.checker.getTypeOfSymbol(internals).getProperty(direction);
    if (value === undefined) {
      throw new Error(`${this.checker.typeToString(schema)} is no zod schema.`);
    }
    return this.checker.getTypeOfSymbol(value);
  }

  fields(schema: JsonSchema, nullable: ts.Type): void {
    const type = this.checker.getNonNullableType(nullable);
    for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
      this.fields(option, memberWith(Object.keys(option.properties ?? {}), type));
    }
    const item = schema.items && type.getNumberIndexType();
    if (schema.items && item) {
      this.fields(schema.items, item);
    }
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const symbol = type.getProperty(name);
      if (symbol !== undefined) {
        describeAs(field, this.textOfField(symbol));
        this.fields(field, this.checker.getTypeOfSymbol(symbol));
      }
    }
  }

  /** Its own comment and that of its choices; else that of the schema it has from elsewhere. */
  private textOfField(field: ts.Symbol): string {
    const [declaration] = field.declarations ?? [];
    const own = textOf(field, this.checker);
    if (declaration !== undefined && ts.isShorthandPropertyAssignment(declaration)) {
      const value = this.checker.getShorthandAssignmentValueSymbol(declaration);
      return own === '' && value !== undefined ? this.textOfNamed(value) : own;
    }
    if (declaration === undefined || !ts.isPropertyAssignment(declaration)) {
      return own;
    }
    const { schema, choices } = namedIn(declaration.initializer);
    const referenced = choices ?? (own === '' ? schema : undefined);
    const symbol = referenced && this.checker.getSymbolAtLocation(referenced);
    return [own, symbol === undefined ? '' : this.textOfNamed(symbol)].filter((text) => text !== '').join('\n\n');
  }

  private textOfNamed(symbol: ts.Symbol): string {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return textOf(isAlias ? this.checker.getAliasedSymbol(symbol) : symbol, this.checker);
  }
}

/** The member of a union that has just these fields; the type itself where it is no union. */
function memberWith(fields: readonly string[], type: ts.Type): ts.Type {
  const members = type.isUnion() ? type.types : [type];
  const fits = (member: ts.Type) => fields.every((field) => member.getProperty(field) !== undefined);
  return members.find((member) => fits(member) && member.getProperties().length === fields.length) ?? type;
}

interface Named {
  /** `names` of `names` and of `names.optional()`. */
  readonly schema?: ts.Identifier;
  /** `BUCKETS` of `z.enum(BUCKETS).default('auto')`. */
  readonly choices?: ts.Identifier;
}

/** What has a name of its own, with a comment, in the expression of a field's schema. */
function namedIn(initializer: ts.Expression): Named {
  if (ts.isIdentifier(initializer)) {
    return { schema: initializer };
  }
  if (!ts.isCallExpression(initializer) || !ts.isPropertyAccessExpression(initializer.expression)) {
    return {};
  }
  const { expression: method, arguments: args } = initializer;
  if (method.expression.getText() !== 'z') {
    return namedIn(method.expression);
  }
  const [first] = args;
  switch (method.name.text) {
    case 'enum':
      return first !== undefined && ts.isIdentifier(first) ? { choices: first } : {};
    case 'array':
      return first === undefined ? {} : namedIn(first);
    default:
      return {};
  }
}

/** A symbol's doc comment; a line break within a sentence or a list's item is a blank. */
function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text.replaceAll(/([^\n])\n(?!\n|- )/g, '$1 ').trim();
}

function describeAs(schema: JsonSchema, text: string): void {
  if (text !== '') {
    schema.description = text;
  }
}
