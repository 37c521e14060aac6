/** SQL equivalent of `folded` in the editor package. The accents are those of Latin, Greek and Cyrillic letters. */
export function foldedInSql(text: string): string {
  const withoutAccents = `regexp_replace(normalize(${text}, NFKD), '[\\u0300-\\u036f]', '', 'g')`
  // Most titles are plain ASCII and have nothing to fold, which then takes a tenth of the time.
  return `CASE WHEN octet_length(${text}) = length(${text}) THEN lower(${text})
               ELSE replace(translate(lower(${withoutAccents}), 'ıς', 'iσ'), 'ß', 'ss') END`
}
