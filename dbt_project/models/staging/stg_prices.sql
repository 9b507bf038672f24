{{ judge('prices') }}
