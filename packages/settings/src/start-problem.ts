/** A circumstance that the program cannot start in. Its message is one sentence that says what to do. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
}
