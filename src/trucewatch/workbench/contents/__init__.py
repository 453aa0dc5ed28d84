"""What the screens say, as plain values: functions from a view that a person may see, with no drawing in them."""
