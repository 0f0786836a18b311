/** A row of a list of what there is to do. */
export interface ListedTask {
  readonly text: string
  readonly href: string
  readonly bad: boolean
}
