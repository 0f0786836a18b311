/** A way of writing Vietnamese from before Unicode. */
export type LegacyEncoding = 'tcvn3' | 'vni' | 'mojibake'

/**
 * A correction that is proposed and never made silently.
 *
 * - `tcvn3`, `vni`: text typed for fonts of these encodings
 * - `mojibake`: UTF-8 that a program took for windows-1252
 * - `minority`: ASCII signs standing for letters of Jrai, Bahnar, Ê Đê (`[òn` for `ƀòn`)
 * - `honorific`: a form of address before the name (`Ông`, `Bà`, `Đ/c`)
 */
export type ConversionKind = LegacyEncoding | 'minority' | 'honorific'
