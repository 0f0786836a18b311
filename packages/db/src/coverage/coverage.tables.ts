interface CoverageDayTable {
  unit_id: string
  day: string
  people: number
  households: number
  households_reached: number
  households_unreachable: number
  households_proxied: number
  households_without_consent: number
  required: number
  required_present: number
}

export interface CoverageTables {
  coverage_day: CoverageDayTable
}
