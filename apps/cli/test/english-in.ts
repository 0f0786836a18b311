/** Words that no Vietnamese text has, as long as nobody forgot to translate it. */
const WORDS =
  /(?<![\p{L}\d/."@:-])(?:the|and|of|is|are|was|give|what|which|with|print|prints|cannot|there)(?![\p{L}\d./"@:-])/giu

/** The English words of a Vietnamese text; file names, ids and options are none. */
export function englishIn(text: string): string[] {
  return text.match(WORDS) ?? []
}
