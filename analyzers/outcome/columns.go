package outcome

// Role is what the words of a statement are weighed for.
type Role int8

// The roles of a text beside its places in the views.
const (
	Own    Role = iota // what it is itself
	Before             // what the next statement is, which answers it
	After              // what the statement before is
	Roles
)

// Column is where the weights of a view's place begin in the table of the place's side.
func Column(view int, place Place) int {
	at := 0
	for v := range Views {
		for _, w := range Views[v] {
			switch {
			case v == view && w.Place == place:
				return at
			case w.Place.Side() == place.Side():
				at += Components
			}
		}
	}
	return at
}

// ColumnOfRole is where the weights of a role begin in the table of a side: Kinds of the own side for Own, of the other
// side for the other two. After the roles stand the moods, at ColumnOfRole(Customer, Roles).
func ColumnOfRole(side Side, role Role) int {
	at := 0
	for v := range Views {
		for _, w := range Views[v] {
			if w.Place.Side() == side {
				at += Components
			}
		}
	}
	if role > Own {
		at += Kinds[side] + int(role-1)*Kinds[1-side]
	}
	return at
}

// Columns is how many columns the table of a side has.
func Columns(side Side) int {
	n := ColumnOfRole(side, Roles)
	if side == Customer {
		n += Moods
	}
	return n
}

// VectorColumn is where the weights of a place begin among the columns of its side's vectors: the places of the vector view one
// after the other, then the roles and the moods as in the table.
func VectorColumn(place Place) int {
	at := 0
	for _, w := range Views[0] {
		if w.Place == place {
			return at
		}
		if w.Place.Side() == place.Side() {
			at += Components
		}
	}
	return at
}

// VectorColumnOfRole is ColumnOfRole for the vectors.
func VectorColumnOfRole(side Side, role Role) int {
	places := 0
	for _, w := range Views[0] {
		if w.Place.Side() == side {
			places += Components
		}
	}
	return places + ColumnOfRole(side, role) - ColumnOfRole(side, Own)
}

// VectorColumns is how many columns the vectors of a side have.
func VectorColumns(side Side) int {
	return VectorColumnOfRole(side, Own) + Columns(side) - ColumnOfRole(side, Own)
}
