{{ row_outcomes('prices') }}
