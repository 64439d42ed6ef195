/** One input of an action, told once: its manifest, its page and the schema of its executor are made from this. */
export interface InputDefinition {
  /** `lines`: one value a line. `choice`: one of `choices`. */
  readonly type: 'text' | 'lines' | 'boolean' | 'choice' | 'number';
  /** One line, in the imperative or as a noun, without a full stop at its end; true of an executor's option as well. */
  readonly description: string;
  /** Of a choice that an action can make itself: where `auto` means yes. */
  readonly auto?: string;
  /** What the runner gives where a workflow says nothing; an expression of its own is kept as it is. */
  readonly default?: string;
  readonly choices?: readonly string[];
}

/** The inputs of an action by their names in kebab-case, in the order in which people read them. */
export type InputDefinitions = Readonly<Record<string, InputDefinition>>;
