/** What is said to whoever runs the program, in both of its languages. */
export type Sentence = Readonly<Record<'vi' | 'en', string>>

/** A circumstance that the program cannot start in: one sentence that says what to do. The message is the English one, as in logs. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
  readonly sentence: Sentence

  constructor(sentence: Sentence) {
    super(sentence.en)
    this.sentence = sentence
  }
}
