/** Letters that neither a legacy encoding nor any damage produces: a text with one of them is Unicode already. */
export const UNICODE_ONLY = /[ăđơưĂĐƠƯ\u1ea0-\u1ef9]|\p{M}/u
