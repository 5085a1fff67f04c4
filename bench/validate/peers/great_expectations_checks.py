"""The checks as 60 expectations of Great Expectations on a frame of pandas."""

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from measured import measure


def check(table):
    types = {name: float if name in table.ranges else str for name in table.columns}
    nulls = {name: [""] for name in table.ranges}
    frame = pd.read_csv(table.path, dtype=types, keep_default_na=False, na_values=nulls)
    source = gx.get_context(mode="ephemeral").data_sources.add_pandas("bench")
    batch = source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    expectations = [
        *[gxe.ExpectColumnValuesToNotBeNull(column=name) for name in table.columns],
        *[
            gxe.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high)
            for name, (low, high) in table.ranges.items()
        ],
        *[gxe.ExpectColumnValuesToBeInSet(column=name, value_set=values) for name, values in table.sets.items()],
        *[gxe.ExpectColumnMeanToBeBetween(column=name, min_value=-1e12, max_value=1e12) for name in table.means],
    ]
    results = batch.validate(gx.ExpectationSuite(name="checks", expectations=expectations)).results
    # Results come sorted by column: they are found again by what was expected.
    found = {(each.expectation_config.type, each.expectation_config.kwargs["column"]): each.result for each in results}
    unexpected = lambda kind, name: found[(kind, name)]["unexpected_count"]
    counts = [
        *[unexpected("expect_column_values_to_not_be_null", name) for name in table.columns],
        *[unexpected("expect_column_values_to_be_between", name) for name in table.ranges],
        *[unexpected("expect_column_values_to_be_in_set", name) for name in table.sets],
    ]
    means = [found[("expect_column_mean_to_be_between", name)]["observed_value"] for name in table.means]
    return len(frame), counts, means


measure(check)
